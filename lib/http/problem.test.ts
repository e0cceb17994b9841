import { expect, it } from "vitest";
import { errorCodes, HubError } from "@/lib/hub-protocol";
import { loggableError } from "./loggable-error";
import { problemResponse, toProblem } from "./problem";

/** As drizzle throws them: the values of the query are in the message. */
const failedQuery = (cause: Error) =>
  new Error('Failed query: insert into "users"\nparams: canary@test.example', { cause });

it("[RFC 9457] every code has type, title, status, detail, code and traceId", async () => {
  for (const code of Object.keys(errorCodes) as (keyof typeof errorCodes)[]) {
    const response = problemResponse(toProblem(new HubError(code, "What happened."), "trace-1"));
    expect(response.status).toBe(errorCodes[code].status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toEqual({
      type: `urn:pulseboard:problem:${code.toLowerCase().replaceAll("_", "-")}`,
      title: errorCodes[code].title,
      status: errorCodes[code].status,
      detail: "What happened.",
      code,
      traceId: "trace-1",
    });
  }
});

it("[RFC 9457] wrong fields stand in errors, what a caller can act on in data", () => {
  const fields = [{ path: "items.0.title", message: "Too long." }];
  expect(toProblem(new HubError("INVALID_ARGUMENT", "x", { fields }), "t").errors).toEqual(fields);
  expect(toProblem(new HubError("VERSION_CONFLICT", "x", { data: { version: 3 } }), "t").data).toEqual({ version: 3 });
});

it("[leakage] what nobody expected says nothing of itself", () => {
  const problem = toProblem(failedQuery(new Error("column canary does not exist")), "trace-1");
  expect(problem).toMatchObject({ code: "INTERNAL", status: 500, traceId: "trace-1" });
  expect(JSON.stringify(problem)).not.toContain("canary");
});

it("[wrong input] text that the database cannot keep is the caller's error, a database that is away is not", () => {
  const nul = Object.assign(new Error("invalid byte sequence"), { code: "22021" });
  expect(toProblem(failedQuery(nul), "t")).toMatchObject({ code: "INVALID_ARGUMENT", status: 400 });
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const response = problemResponse(toProblem(failedQuery(refused), "t"));
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("1");
});

it("[DISK-FULL] a database that takes no changes is not available for now, and the answer says why", () => {
  for (const code of ["53100", "25006"]) {
    const full = Object.assign(new Error("No space left on device"), { code });
    const problem = toProblem(failedQuery(full), "t");
    expect(problem).toMatchObject({
      code: "UNAVAILABLE",
      status: 503,
      detail: expect.stringContaining("disk is full"),
    });
  }
});

it("[leakage] the log gets the cause without the values of the query", () => {
  const cause = Object.assign(new Error("duplicate key"), {
    code: "23505",
    detail: "Key (email)=(canary@test.example)",
  });
  const logged = loggableError(failedQuery(cause));
  expect(logged).toMatchObject({ name: "Error", message: "duplicate key", code: "23505" });
  expect(JSON.stringify(logged)).not.toContain("canary");
  expect(JSON.stringify(loggableError(failedQuery(failedQuery(cause))))).not.toContain("canary");
  expect(loggableError("canary")).toEqual({ name: "unknown", message: "string" });
});
