"use client";

import { IconPlugConnected } from "@tabler/icons-react";
import Link from "next/link";
import type { Source } from "@/lib/contracts/metrics";
import { Card, CardHead } from "../../ui/card";
import { Chip } from "../../ui/chip";
import { EmptyState } from "../../ui/empty-state";
import { RelativeTime } from "../../ui/time/relative-time";
import classes from "./sources-card.module.css";

const kinds: Record<Source["kind"], string> = {
  host: "this machine",
  process: "Pulseboard itself",
  business: "from the orders",
  external: "sends by the API",
};

/** Every source of samples with its health: the ones that fell silent first. */
export function SourcesCard({ sources }: { sources: readonly Source[] }) {
  const ordered = [...sources].sort((a, b) => Number(b.health === "silent") - Number(a.health === "silent"));
  return (
    <Card span={4} labelledBy="sources-title">
      <CardHead
        title="Service health"
        id="sources-title"
        sub={`${sources.length} ${sources.length === 1 ? "source" : "sources"}`}
      />
      {sources.length === 0 ? (
        <EmptyState icon={<IconPlugConnected size={22} />} title="No source yet" minHeight={150}>
          Send samples with POST /api/metrics.
        </EmptyState>
      ) : (
        <ul className={classes.list}>
          {ordered.map((source) => (
            <li className={classes.row} key={source.id}>
              <Link className={classes.name} href={`/explore?source=${source.id}`}>
                {source.name}
              </Link>
              <span className={classes.kind}>{kinds[source.kind]}</span>
              <Chip tone={source.health === "healthy" ? "ok" : "crit"}>
                {source.health === "healthy" ? "Healthy" : "! Silent"}
              </Chip>
              <span className={classes.age}>
                {source.lastSampleAt === null ? "no sample yet" : <RelativeTime at={source.lastSampleAt} />}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
