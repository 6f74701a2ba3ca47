import type { ConfigStoreDeps } from './deps.ts';

type References = Pick<ConfigStoreDeps['references'], 'readFor'>;

/** What the entries of each workspace refer to, with what was read there last. */
export interface RememberedReferences {
  /** What is read in this work takes the place of what was read for the workspace before, unless the work fails. */
  readAnew<Result>(
    workspace: string,
    work: (references: References) => Promise<Result>,
  ): Promise<Result>;
  forget(workspace: string): void;
  /** Reads all of it again; gives a workspace for each reference that leads to another text now. */
  listChanged(): AsyncGenerator<string>;
}

export function rememberReferences(references: References): RememberedReferences {
  const read = new Map<string, ReadonlyMap<string, string>>();
  return {
    async readAnew(workspace, work) {
      const texts = new Map<string, string>();
      const result = await work({
        async readFor(of, reference) {
          const text = await references.readFor(of, reference);
          texts.set(reference, text);
          return text;
        },
      });
      read.set(workspace, texts);
      return result;
    },
    forget: (workspace) => void read.delete(workspace),
    async *listChanged() {
      for (const [workspace, texts] of read) {
        for (const [reference, text] of texts) {
          // What cannot be read now goes on being used: it is told when somebody changes the entry.
          const now = await references.readFor(workspace, reference).catch(() => text);
          if (now !== text) yield workspace;
        }
      }
    },
  };
}
