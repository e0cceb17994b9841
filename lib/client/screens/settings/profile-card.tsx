"use client";

import { TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import type { operations } from "@/lib/contracts/accounts";
import { request } from "../../api";
import { useSessionInfo } from "../../shell/session-info";
import { ActionButton } from "../../ui/action-button";
import { Card, CardHead } from "../../ui/card";
import { useServerClock } from "../../ui/time/server-clock";
import { zoneText } from "../../ui/time/zoned-time";
import { showToast } from "../../ui/toast/toast-store";
import { roleSourceWords } from "../accounts/sign-in-words";
import { usePersonForm } from "../admin/use-person-form";
import { roleWord } from "../admin/user-changes";
import { FormMessage } from "../login/form-message";
import classes from "./settings-card.module.css";

/** Who one is here; the name is one's own to change. */
export function ProfileCard() {
  const { me, shop } = useSessionInfo();
  const router = useRouter();
  const zone = useServerClock((nowMs) => zoneText(nowMs ?? 0, shop.timeZone), 60_000);
  const save = async ({ name }: { name: string }) => {
    const saved = await request<typeof operations.updateMe>("/me", { method: "PATCH", body: { name } });
    form.setInitialValues({ name: saved.name });
    showToast({ fingerprint: "settings", severity: "success", title: `You are ${saved.name} now` });
    router.refresh();
  };
  const { form, busy, message, submit } = usePersonForm({ name: me.name }, save, () => undefined);
  return (
    <Card span={6} labelledBy="profile-title">
      <CardHead title="Profile" id="profile-title" />
      <form
        className={classes.form}
        noValidate
        aria-label="Profile"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) submit();
        }}
      >
        <TextInput {...form.getInputProps("name")} label="Name" autoComplete="name" />
        <dl className={classes.facts}>
          <dt>E-mail</dt>
          <dd>{me.email}</dd>
          <dt>Role</dt>
          <dd>{roleWord(me.role)}</dd>
          <dt>Time zone</dt>
          <dd>
            {zone} <span className={classes.note}>(the shop’s)</span>
          </dd>
        </dl>
        {message !== null && <FormMessage>{message}</FormMessage>}
        <div className={classes.buttons}>
          <ActionButton type="submit" look="primary" disabled={busy || form.values.name.trim() === me.name}>
            Save
          </ActionButton>
          <span className={classes.note}>
            {me.signIn.provider === null ? "An admin can change your role." : roleSourceWords(me.signIn.provider)}
          </span>
        </div>
      </form>
    </Card>
  );
}
