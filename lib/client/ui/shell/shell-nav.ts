"use client";

import { createContext, useContext } from "react";

type ShellNav = { openNav: () => void; closeNav: () => void };

/** How the burger in the header and the links in the drawer reach the shell. */
export const ShellNavContext = createContext<ShellNav>({ openNav: () => undefined, closeNav: () => undefined });

export const useShellNav = (): ShellNav => useContext(ShellNavContext);
