"use client";

import { TextInput } from "@mantine/core";
import { IconChevronDown, IconSearch } from "@tabler/icons-react";
import { useDeferredValue, useId, useMemo, useState } from "react";
import type { Series, SeriesList } from "@/lib/contracts/metrics";
import { ActionButton } from "../../ui/action-button";
import { Card } from "../../ui/card";
import { groupSeries, orderedSources } from "./selection";
import { SendSampleButton } from "./send-sample";
import { matchesSearch } from "./series-label";
import classes from "./series-picker.module.css";
import { SourceGroup } from "./source-group";

interface SeriesPickerProps {
  list: SeriesList;
  /** The last reading of the list failed: nobody knows how the sources are now. */
  outdated: boolean;
  /** The series that were there when the page was opened. */
  firstIds: readonly Series[];
  descriptions: Record<string, string>;
  chosen: readonly Series[];
  onToggle: (series: Series) => void;
  onClear: () => void;
}

/** Up to so many series every source stands open. */
const openUpTo = 80;

/** All series by source, searched by name, label, unit or description. On a narrow page it unfolds. */
export function SeriesPicker({ list, outdated, firstIds, descriptions, chosen, onToggle, onClear }: SeriesPickerProps) {
  const titleId = useId();
  const bodyId = useId();
  const [unfolded, setUnfolded] = useState(false);
  const [search, setSearch] = useState("");
  const wanted = useDeferredValue(search.trim());
  const known = useMemo(() => new Set(firstIds.map(({ id }) => id)), [firstIds]);
  const groups = useMemo(() => {
    const found = list.items.filter((one) => wanted === "" || matchesSearch(one, descriptions[one.name] ?? "", wanted));
    return groupSeries(inOrder(found, Object.keys(descriptions)), (one) => one.sourceId);
  }, [list.items, descriptions, wanted]);
  const sources = orderedSources(list.sources).filter((source) => groups.has(source.id));
  return (
    <Card labelledBy={titleId} className={classes.card}>
      <div className={classes.head}>
        <h2 className={classes.title} id={titleId}>
          Series
        </h2>
        <span className={classes.count}>
          {chosen.length} of {list.items.length}
        </span>
        <span className={classes.grow} />
        {chosen.length > 0 && (
          <ActionButton look="quiet" onClick={onClear}>
            Clear
          </ActionButton>
        )}
        <button
          type="button"
          className={classes.unfold}
          aria-expanded={unfolded}
          aria-controls={bodyId}
          onClick={() => setUnfolded(!unfolded)}
        >
          {unfolded ? "Done" : "Choose"}
          <IconChevronDown size={16} stroke={1.8} aria-hidden />
        </button>
      </div>
      <div className={classes.body} id={bodyId} data-unfolded={unfolded || undefined}>
        <TextInput
          type="search"
          aria-label="Search series"
          placeholder="Name, label, unit…"
          leftSection={<IconSearch size={16} stroke={1.8} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <div className={classes.list}>
          {sources.map((source) => (
            <SourceGroup
              key={source.id}
              source={source}
              outdated={outdated}
              series={groups.get(source.id) ?? []}
              descriptions={descriptions}
              chosen={chosen}
              known={known}
              startsOpen={list.items.length <= openUpTo || chosen.some((one) => one.sourceId === source.id)}
              searching={wanted !== ""}
              onToggle={onToggle}
            />
          ))}
          {sources.length === 0 && (
            <p className={classes.nothing} role="status">
              {wanted === "" ? "No series yet." : `Nothing is called “${wanted}”.`}
            </p>
          )}
        </div>
        <div className={classes.foot}>
          <SendSampleButton />
        </div>
      </div>
    </Card>
  );
}

/** Series that are known by name in their order, then all others by name. */
function inOrder(series: readonly Series[], names: readonly string[]): Series[] {
  const rank = new Map(names.map((name, index) => [name, index]));
  const rankOf = (one: Series) => rank.get(one.name) ?? names.length;
  return [...series].sort((a, b) => rankOf(a) - rankOf(b) || a.name.localeCompare(b.name) || a.id - b.id);
}
