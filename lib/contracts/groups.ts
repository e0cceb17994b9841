import { z } from "zod";
import { operation } from "@/lib/hub-protocol";
import type { Demand } from "./permissions";
import { PresentUser } from "./streams";

/** Resources whose viewers know of each other, and what one must be allowed to see of them. */
const resources = { order: { permission: "orders.read" } } as const satisfies Record<string, { permission: Demand }>;
type Resource = keyof typeof resources;

/** What stands before the colon of a group's name. */
export const groupKinds = Object.keys(resources) as [Resource, ...Resource[]];

/** `order:ID`. */
export const GroupName = z.templateLiteral(
  [z.enum(groupKinds), ":", z.uuid()],
  `A group is a resource and its id: ${groupKinds
    .map((resource) => `${resource}:0199f000-0000-7000-8000-000000000000`)
    .join(", ")}.`,
);
export type GroupName = z.infer<typeof GroupName>;

const OneGroup = z.strictObject({ group: GroupName });

const permissionOf = ({ group }: z.infer<typeof OneGroup>): Demand =>
  resources[group.slice(0, group.indexOf(":")) as Resource].permission;

/** Who came and went; `joined` also tells a changed count of connections. */
export const GroupMembers = z.strictObject({
  group: z.string(),
  joined: z.array(PresentUser),
  left: z.array(PresentUser),
});

export const operations = {
  joinGroup: operation({
    input: OneGroup,
    output: z.strictObject({ members: z.array(PresentUser) }),
    permission: permissionOf,
  }),
  leaveGroup: operation({ input: OneGroup, output: z.strictObject({}), permission: "own" }),
};
