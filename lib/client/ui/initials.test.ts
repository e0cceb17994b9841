import { expect, it } from "vitest";
import { initialsOf } from "./initials";

it.each([
  ["Maya K.", "MK"],
  ["Admin", "AD"],
  ["  Ines Ruiz de la Torre ", "IT"],
  ["Ö", "Ö"],
  ["", "?"],
  ["😀 Team", "😀T"],
])("[WHO IS WATCHING] makes the initials of %j into %j", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
