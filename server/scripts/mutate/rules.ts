import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface QuotedRule {
  rule: string;
  /** Of the test that quotes it, from the repository's root. */
  testFile: string;
}

/** A row of a page's tables, with the test file that the heading above it names. */
export type DocumentedRule = QuotedRule;

const testFolders: Record<string, readonly string[]> = {
  hub: ["server/hub", "server/hub-tests", "lib/hub-client", "lib/hub-protocol"],
  console: ["server/cli"],
};
const quoted = /\b(?:it|test)(?:\.each(?:<[^>]*(?:=>[^>]*)*>)?\([\s\S]*?\))?\(\s*["'`]\[([A-Z][A-Z0-9-]+)\]/g;

/** Every rule that a test of this subject quotes at the start of its title. */
export function quotedRules(root: string, subject: string): QuotedRule[] {
  return (testFolders[subject] ?? []).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.test\.tsx?$/.test(name))
      .sort()
      .flatMap((name) => {
        const testFile = join(folder, name);
        const source = readFileSync(join(root, testFile), "utf8");
        return [...source.matchAll(quoted)].map(([, rule = ""]) => ({ rule, testFile }));
      }),
  );
}

/** The rules of the tables of a page: first cells that look like one, below headings such as "### Calls (`server/hub/calls.test.ts`)". */
export function documentedRules(page: string): DocumentedRule[] {
  const [, ...sections] = page.split(/^### /m);
  return sections.flatMap((section) => {
    const testFile = /^.*\(`(.+\.test\.tsx?)`\)$/m.exec(section)?.[1] ?? "";
    return [...section.matchAll(/^\| ([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+) \|/gm)].map(([, rule = ""]) => ({
      rule,
      testFile,
    }));
  });
}
