// `npm run rotate-secret [-- --forget]`: a new secret for sessions and tokens in DATA_DIR, used from the next start on.
import { rotateSecret } from "@/server/secrets";

const usage = `Usage: npm run rotate-secret [-- --forget]   (DATA_DIR says of which server)
--forget: what the secrets before have signed counts no longer, so everybody signs in again`;

const words = process.argv.slice(2);
const forget = words[0] === "--forget";
if (words[0] === "--help") console.log(usage);
else if (words.length > (forget ? 1 : 0)) {
  console.error(usage);
  process.exitCode = 2;
} else if (process.env.AUTH_SECRET) {
  console.error("AUTH_SECRET is set: put the new secret there, and the old one into AUTH_SECRET_FORMER.");
  process.exitCode = 1;
} else {
  await rotateSecret(process.env.DATA_DIR || "./data", { forget });
  console.log(
    `A new secret is there. Restart the server: ${forget ? "everybody signs in again" : "nobody is signed out"}.`,
  );
}
