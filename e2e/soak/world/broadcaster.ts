import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Rest } from "./rest";

const everyMs = 200;
const audiences = [["admin"], ["operator"], ["viewer"], ["operator", "admin"], ["viewer", "operator", "admin"]];

/** Sends notifications of which each role sees some: the others get voids in their places. Whether one got through is the database's word. */
export class Broadcaster {
  readonly #running: Promise<void>;
  #isStopped = false;

  constructor(admin: Rest) {
    this.#running = this.#run(admin);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  async #run(admin: Rest): Promise<void> {
    for (let i = 0; !this.#isStopped; i += 1) {
      const roles = audiences[i % audiences.length] ?? [];
      const body = { severity: "info", title: `For ${roles.join(", ")}`, body: `Number ${i}.`, audience: { roles } };
      // One that is lost on the way is not sent again: it counts if it is in the database.
      await admin.post("/api/admin/broadcasts", randomUUID(), body).catch(() => undefined);
      await wait(everyMs);
    }
  }
}
