// `npm run rotate-secret [-- --forget]`: a new secret for sessions and tokens in DATA_DIR, used from the next start on.
import { parseArgs } from "node:util";
import { rotateSecret } from "@/server/secrets";

const { values } = parseArgs({ options: { forget: { type: "boolean", default: false } } });
if (process.env.AUTH_SECRET) {
  process.stderr.write("AUTH_SECRET is set: put the new secret there, and the old one into AUTH_SECRET_FORMER.\n");
  process.exitCode = 1;
} else {
  await rotateSecret(process.env.DATA_DIR || "./data", values);
  process.stdout.write(
    values.forget
      ? "A new secret is there. Restart the server: everybody signs in again.\n"
      : "A new secret is there. Restart the server: nobody is signed out.\n",
  );
}
