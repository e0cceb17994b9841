"use client";

import { createGroupHook } from "./group";
import { useHubClient } from "./ops";

/** Who has a resource open, such as `order:ID`; being here counts. */
export const useGroup = createGroupHook(useHubClient);
