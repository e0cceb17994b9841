// `npm start`: the built server, as it stands. It builds nothing: production starts what was tested.
import { isBuilt } from "./build.mjs";
import { runServer } from "./run-server.mjs";

if (isBuilt()) await runServer({ HOST: "0.0.0.0" });
else {
  console.error("There is no build yet: run `npm run build` first.");
  process.exitCode = 1;
}
