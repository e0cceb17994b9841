import { IconLock } from "@tabler/icons-react";
import type { Metadata } from "next";
import { MessagePage } from "@/lib/client/screens/messages/message-page";
import { ActionButton } from "@/lib/client/ui/action-button";

export const metadata: Metadata = { title: "Not allowed" };

export default function Forbidden() {
  return (
    <MessagePage
      icon={<IconLock size={22} />}
      title="This page is not for your role"
      actions={
        <ActionButton look="primary" href="/">
          To the overview
        </ActionButton>
      }
    >
      If you need it, ask an admin to change your role.
    </MessagePage>
  );
}
