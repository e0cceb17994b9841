import { type CsvValue, csvText } from "@/lib/csv";
import { type InputOf, type ItemOf, isHubError, type StreamOperation } from "@/lib/hub-protocol";
import type { StreamVerb } from "@/lib/services/define-verb";
import { answer } from "./answer";
import { joinInput } from "./join-input";
import { loggableError } from "./loggable-error";
import { noteRefusal } from "./note-refusal";
import { contextOf, type RouteHandler } from "./route";

interface CsvTable<Item> {
  /** Without its ending and the day, such as `pulseboard-audit`. */
  name: string;
  /** Heads in their order, each with the cell that stands below it. */
  columns: Readonly<Record<string, (item: Item) => CsvValue>>;
}

/** Rows of one piece of the answer. */
const rowsAtOnce = 500;

/**
 * A verb that answers item by item as a CSV file (RFC 4180, UTF-8, times in ISO 8601). It is read as fast as it is taken, so that a
 * long one costs no memory. One that breaks off ends the connection: half a file shall not look whole.
 */
export function csvRoute<O extends StreamOperation>(verb: StreamVerb<O>, table: CsvTable<ItemOf<O>>): RouteHandler {
  return (request) =>
    answer(request, async (exchange) => {
      const { services } = exchange;
      const context = await contextOf(exchange, verb.operation);
      const input = joinInput({ params: {}, query: new URL(request.url).searchParams, body: null, key: null });
      // The verb parses it: what is not an input is refused there, with its paths.
      const items = (await verb(context, input as InputOf<O>))[Symbol.asyncIterator]();
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(encode([Object.keys(table.columns)])),
        async pull(controller) {
          try {
            const { rows, isLast } = await take(items, Object.values(table.columns));
            if (rows.length > 0) controller.enqueue(encode(rows));
            if (isLast) controller.close();
          } catch (error) {
            const line = { err: loggableError(error), requestId: exchange.requestId };
            const isRefused = isHubError(error) && ["UNAUTHENTICATED", "FORBIDDEN"].includes(error.code);
            await noteRefusal({ ...exchange, failure: error });
            // Whose rights ended while they read is no fault of ours.
            if (isRefused) services.log.info(line, "export ended");
            else services.log.error(line, "export broke off");
            controller.error(error);
          }
        },
        async cancel() {
          await items.return?.();
        },
      });
      const day = services.now().toISOString().slice(0, 10);
      return new Response(body, {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": `attachment; filename="${table.name}-${day}.csv"`,
          "cache-control": "no-store",
        },
      });
    });
}

const encoder = new TextEncoder();
const encode = (rows: CsvValue[][]): Uint8Array => encoder.encode(csvText(rows));

async function take<Item>(items: AsyncIterator<Item>, cells: readonly ((item: Item) => CsvValue)[]) {
  const rows: CsvValue[][] = [];
  while (rows.length < rowsAtOnce) {
    const { value, done } = await items.next();
    if (done) return { rows, isLast: true };
    rows.push(cells.map((cell) => cell(value)));
  }
  return { rows, isLast: false };
}
