import { expect, it } from "vitest";
import { setupErrors, splitServerErrors } from "./setup-errors";

const good = {
  code: "7KQM-2XWD-HP9R",
  name: "Maya",
  email: "maya@test.example",
  password: "a good password",
  shopName: "Corner Shop",
  timeZone: "Europe/Berlin",
  currency: "EUR",
};

it("[first run] what the contract takes has no errors", () => {
  expect(setupErrors(good)).toEqual({});
});

it("[first run] an empty form says at each field what to enter", () => {
  const empty = { code: "", name: " ", email: "", password: "", shopName: "", timeZone: "", currency: "" };
  expect(setupErrors(empty)).toEqual({
    code: "Enter the code from the server's log.",
    name: "Enter your name.",
    email: "Enter an e-mail address.",
    password: "Choose a password.",
    shopName: "Enter a name for the shop.",
    timeZone: "Choose a time zone.",
    currency: "Choose a currency.",
  });
});

it("[first run] wrong values are told in words", () => {
  expect(setupErrors({ ...good, email: "maya@", password: "short", name: "x".repeat(81) })).toEqual({
    email: "Enter an e-mail address.",
    password: "Use at least 10 characters.",
    name: "At most 80 characters.",
  });
});

it("[first run] a zone or currency that only the server knows is the server's to refuse", () => {
  expect(setupErrors({ ...good, timeZone: "Mars/Olympus", currency: "QQQ" })).toEqual({});
});

it("[first run] the server's complaints go to their fields, others to the form", () => {
  expect(splitServerErrors([{ path: "code", message: "Wrong." }], "Not allowed")).toEqual({
    errors: { code: "Wrong." },
    rest: null,
  });
  expect(splitServerErrors(undefined, "Set up already.")).toEqual({ errors: {}, rest: "Set up already." });
  expect(splitServerErrors([{ path: "elsewhere", message: "x" }], "Wrong.")).toEqual({ errors: {}, rest: "Wrong." });
});
