import { z } from "zod";
import { roles } from "./permissions";

/** Apart from the list itself, which the browser needs without the schema. */
export const Role = z.enum(roles);
