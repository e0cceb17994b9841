"use client";

import { IconAlertTriangle } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { MessagePage } from "@/lib/client/screens/messages/message-page";
import { ActionButton } from "@/lib/client/ui/action-button";

interface ErrorPageProps {
  /** `digest` stands beside the error in the server's log. */
  error: Error & { digest?: string };
  reset: () => void;
}

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  const router = useRouter();
  // What failed on the server must be asked for again before the page is put together anew.
  const retry = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <MessagePage
      icon={<IconAlertTriangle size={22} />}
      title="This page could not be shown"
      actions={
        <>
          <ActionButton look="primary" onClick={retry}>
            Try again
          </ActionButton>
          <ActionButton href="/">To the overview</ActionButton>
        </>
      }
    >
      <p>Nothing that was saved is lost. If it happens again, the server's log says why.</p>
      {error.digest && (
        <p>
          Look for <code>{error.digest}</code>.
        </p>
      )}
    </MessagePage>
  );
}
