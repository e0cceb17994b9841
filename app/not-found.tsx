import { IconMapQuestion } from "@tabler/icons-react";
import type { Metadata } from "next";
import { MessagePage } from "@/lib/client/screens/messages/message-page";
import { ActionButton } from "@/lib/client/ui/action-button";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <MessagePage
      icon={<IconMapQuestion size={22} />}
      title="There is nothing at this address"
      actions={
        <>
          <ActionButton look="primary" href="/">
            To the overview
          </ActionButton>
          <ActionButton href="/orders">To the orders</ActionButton>
        </>
      }
    >
      It may have been mistyped, or what stood here is gone.
    </MessagePage>
  );
}
