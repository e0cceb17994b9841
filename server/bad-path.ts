import type { RequestHandler } from "./http-front";

/** An address that Next cannot decode: no page has it. */
const nowhere = "/not-found";

const isDecodable = (path: string): boolean => {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
};

/** Answers addresses with broken percent-encoding, on which Next fails with a bare 500: 400 on the API, with `headers`, the 404 page elsewhere. */
export const guardPath =
  (handler: RequestHandler, headers: Readonly<Record<string, string>>): RequestHandler =>
  (request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    if (isDecodable(path)) return handler(request, response);
    if (!path.startsWith("/api/")) {
      request.url = nowhere;
      return handler(request, response);
    }
    response.writeHead(400, {
      ...headers,
      "content-type": "application/problem+json",
      "cache-control": "no-store",
    });
    response.end(
      JSON.stringify({
        type: "urn:pulseboard:problem:invalid-argument",
        title: "Invalid input",
        status: 400,
        detail: "The address holds a percent sign that encodes nothing.",
        code: "INVALID_ARGUMENT",
      }),
    );
  };
