"use client";

import { IconChecks, IconInbox } from "@tabler/icons-react";
import { useUnread } from "../../shell/main-nav";
import { PageHeader } from "../../shell/page-header";
import { usePause } from "../../shell/pause";
import { ActionButton } from "../../ui/action-button";
import { Card } from "../../ui/card";
import { EmptyState } from "../../ui/empty-state";
import { NewRowsPill } from "../../ui/new-rows-pill";
import { PauseButton } from "../../ui/pause-button";
import { RangePicker } from "../../ui/range-picker";
import { RowsSkeleton } from "../../ui/skeleton";
import { useAddressView } from "../../use-address-view";
import { emptyTexts, type InboxData, inboxSearch, inboxViews, readInboxView } from "./inbox-data";
import { InboxRows } from "./inbox-rows";
import classes from "./inbox-screen.module.css";
import { useInbox } from "./use-inbox";
import { useMark, useSeen } from "./use-inbox-marks";
import { useRowHold } from "./use-row-hold";

const translation = { read: (params: URLSearchParams) => readInboxView(params.get("view")), write: inboxSearch };

/** Everything that was told, newest first, and what one did with it. */
export function InboxScreen({ initial }: { initial: InboxData }) {
  const [view, goToView] = useAddressView(translation);
  const { paused, waiting, toggle } = usePause();
  const unread = useUnread();
  const { list, failure, retry, loadMore, loadingMore } = useInbox(view, initial);
  const mark = useMark();
  const hold = useRowHold(list?.items ?? [], view);
  useSeen(hold.shown);

  const showNew = () => {
    hold.release();
    window.scrollTo({ top: 0 });
  };
  return (
    <>
      <PageHeader title="Inbox" controls={<PauseButton paused={paused} waiting={waiting} onToggle={toggle} />} />
      <div className={classes.toolbar}>
        <RangePicker options={inboxViews} value={view} onChange={(next) => goToView(next, "push")} label="View" />
        <span className={classes.grow} />
        <span className={classes.count}>{unread === 0 ? "Nothing unread" : `${unread} unread`}</span>
        <ActionButton
          icon={<IconChecks size={16} stroke={1.8} aria-hidden />}
          disabled={unread === 0}
          onClick={() => mark({ as: "read" })}
        >
          Mark all read
        </ActionButton>
      </div>
      <Card className={classes.card}>
        {hold.waiting > 0 && (
          <div className={classes.pill}>
            <NewRowsPill count={hold.waiting} onShow={showNew} noun="notification" />
          </div>
        )}
        <div {...hold.listProps}>
          {failure ? (
            <EmptyState
              icon={<IconInbox size={22} />}
              title="The inbox could not be read"
              minHeight={320}
              action={<ActionButton onClick={() => void retry()}>Try again</ActionButton>}
            >
              {failure.message}
            </EmptyState>
          ) : list === undefined ? (
            <RowsSkeleton rows={6} rowHeight={84} />
          ) : hold.shown.length === 0 ? (
            <EmptyState icon={<IconInbox size={22} />} title={emptyTexts[view].title} minHeight={320}>
              {emptyTexts[view].next}
            </EmptyState>
          ) : (
            <InboxRows key={view} rows={hold.shown} onMark={(id, as) => mark({ ids: [id], as })} />
          )}
        </div>
      </Card>
      {list?.nextCursor && (
        <div className={classes.more}>
          <ActionButton disabled={loadingMore} onClick={() => void loadMore()}>
            {loadingMore ? "Reading…" : "Show older"}
          </ActionButton>
        </div>
      )}
    </>
  );
}
