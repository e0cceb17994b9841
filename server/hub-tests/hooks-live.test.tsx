import { expect, it } from "vitest";
import type { GroupView } from "@/lib/client/hub/group";
import { startChat } from "@/server/hub/chat-fixture";
import { clientOf, reach } from "./chat-client";
import { hooks, mount, useGroup } from "./page";

const seen = (view: GroupView | undefined) =>
  view && [view.state, ...view.members.map(({ id, connections }) => `${id}×${connections}`), view.error?.code ?? ""];

it("[CR-GROUP] follows its name: joining, joined with everybody in it, refused; and leaves with its component", async () => {
  await using chat = await startChat();
  const views: GroupView[] = [];
  function Probe({ group }: { group: string | null }) {
    views.push(useGroup(group));
    return null;
  }
  const last = () => seen(views.at(-1));
  using page = mount(chat);
  page.render(<Probe group="paper:1" />);
  await expect.poll(last).toEqual(["joined", "ann×1", ""]);
  expect(seen(views[0])).toEqual(["joining", ""]);
  const bob = clientOf(chat, { auth: async () => ({ token: "bob" }) });
  bob.connect();
  const stop = bob.group("paper:1", { onMembers: () => undefined });
  await expect.poll(last).toEqual(["joined", "ann×1", "bob×1", ""]);
  stop();
  await expect.poll(last).toEqual(["joined", "ann×1", ""]);
  views.length = 0;
  await chat.hub.closeUser("ann", "SLOW_CONSUMER");
  await expect.poll(last).toEqual(["joined", "ann×1", ""]);
  expect(seen(views[0])).toEqual(["joining", "ann×1", ""]);
  page.render(<Probe group="paper:secret" />);
  await expect.poll(last).toEqual(["refused", "FORBIDDEN"]);
  expect(await chat.hub.groups.count("paper:1")).toBe(0);
  views.length = 0;
  page.render(<Probe group="paper:2" />);
  await expect.poll(last).toEqual(["joined", "ann×1", ""]);
  expect(views.map(({ state }) => state)).not.toContain("refused");
  page.render(<Probe group={null} />);
  await expect.poll(last).toEqual(["joining", ""]);
  await expect.poll(() => chat.hub.groups.count("paper:2")).toBe(0);
});

it("[CR-RESULT] answers with the handler of the latest render, while its component is there", async () => {
  await using chat = await startChat();
  let rendered = "";
  function Probe({ text }: { text: string }) {
    hooks.useClientResult("describe", ({ about }) => ({ text: `${text} ${about}` }));
    rendered = text;
    return null;
  }
  const bob = clientOf(chat, { auth: async () => ({ token: "bob" }) });
  bob.connect();
  await reach(bob, "live");
  using page = mount(chat);
  page.render(<Probe text="one" />);
  await expect.poll(() => chat.hub.stats().connections).toBe(2);
  const ann = chat.hub.connections().find(({ principal }) => principal.id === "ann");
  const ask = () => bob.invoke("ask", { connectionId: ann?.id, timeoutMs: 5_000 });
  expect(await ask()).toBe("one you");
  page.render(<Probe text="two" />);
  await expect.poll(() => rendered).toBe("two");
  await expect.poll(ask).toBe("two you");
  page.render(null);
  await expect
    .poll(() => ask().catch(({ data }: { data: { client: { code: string } } }) => data.client.code))
    .toBe("METHOD_NOT_FOUND");
});
