import { broken } from "../mutation";

/** Who may, and what stands around a call: filters, audit, figures. */
export const rightsMutations = [
  ...broken("server/hub/authorize.ts", [
    ["H-HUB-PERMISSION", "=> before(principal, contract),", "=> before(principal, { roles: contract.roles }),"],
    ["H-HUB-ROLES", "=> before(principal, contract),", "=> before(principal, { permission: contract.permission }),"],
    [
      "H-PERMITS-CLOSED",
      "if (permits(principal, permission) === true) return;",
      "if (permits(principal, permission)) return;",
    ],
  ]),
  ...broken("server/hub/invoker.ts", [
    [
      "H-ROLES",
      "demands.before(connection.principal, operation);",
      "demands.before(connection.principal, { permission: operation.permission });",
    ],
    [
      "H-POLICY",
      "if (policy !== undefined && (await policy(call)) !== true)",
      "if ((policies[name]?.(call)) === false)",
    ],
    ["H-POLICY-CLOSED", "(await policy(call)) !== true)", "(await policy(call)) === false)"],
    ["H-POLICY-UNKNOWN", "if (!Object.hasOwn(contract.server, name))", "if (false)"],
    ["H-FILTERS-REFUSALS", "      filters,", "      operationOf(contract, running.name) === undefined ? [] : filters,"],
  ]),
  ...broken("server/hub/filters.ts", [
    ["H-FILTERS", "const filter = filters[index];", "const filter = filters[filters.length - 1 - index];"],
    [
      "H-FILTERS-DECIDE",
      "return enter(filter, next) ?? next();",
      "return enter(filter, next)?.then(() => next()) ?? next();",
    ],
  ]),
  ...broken("server/hub/hub.ts", [
    ["H-PERMITS", "createDemands<P>(options.permits ?? permits)", "createDemands<P>(permits)"],
  ]),
  ...broken("server/hub/sessions.ts", [
    [
      "H-FILTERS-LIFE",
      "await runConnected(options.filters, connection, async () => options.onConnected?.(connection));",
      "await options.onConnected?.(connection);",
    ],
    ["H-FILTERS-REFUSE-LIFE", 'await options.close(connection, "UNAVAILABLE");', ""],
  ]),
  ...broken("server/hub/gather.ts", [
    ["H-AUDIT", "if (gathered === undefined) {", "if (true) {"],
    ["H-GATHER", "if (gathered !== undefined && gathered.count > 0)", "if (false)"],
    ["H-GATHER-FLUSH", "merge(gathered.latest, item)", "item"],
  ]),
  ...broken("server/hub/call-log.ts", [
    ["H-UNKNOWN-FLOOD", "noteUnknown(connection.principal.id, about);", "noteUnknown(method, about);"],
  ]),
  ...broken("server/hub/telemetry.ts", [
    ["H-TELEMETRY", 'const known = code === "METHOD_NOT_FOUND" ? unknownMethod : method;', "const known = method;"],
  ]),
];
