import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { DatabaseUnavailableError } from "@/lib/db/errors";
import { BackupAnswer, findBackupSocket } from "./message";

/**
 * Has the server that runs on this data directory write a backup to `file`, an absolute path. Throws DatabaseUnavailableError, one
 * line for people, with what the server says, or when whoever holds the directory takes no requests.
 */
export async function askServerForBackup(
  dataDir: string,
  file: string,
): Promise<{ rows: number; bytes: number; totalMs: number }> {
  const line = await exchange(dataDir, `${JSON.stringify({ backup: file })}\n`);
  if (line === undefined) throw new DatabaseUnavailableError("The server ended before the backup was whole.");
  const answer = BackupAnswer.parse(JSON.parse(line));
  if (!answer.ok) throw new DatabaseUnavailableError(`The running server wrote no backup: ${answer.message}`);
  return answer;
}

async function exchange(dataDir: string, request: string): Promise<string | undefined> {
  try {
    const socket = connect(await findBackupSocket(dataDir));
    await once(socket, "connect");
    socket.write(request);
    for await (const line of createInterface({ input: socket })) return line;
    return undefined;
  } catch (cause) {
    throw new DatabaseUnavailableError(
      `The process that works on ${dataDir} takes no requests for a backup: it is starting or ending, restores, or backs up itself. Try again.`,
      { cause },
    );
  }
}
