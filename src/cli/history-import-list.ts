import { asGiven, hidesDirection } from '../history-files/hidden-direction.ts';
import { recordWords } from '../history-import/words.ts';
import { digestOf, type ImportRecord } from '../journal/imports.ts';
import { fileAsChosen } from './history-import-file.ts';
import { type ImportMeter, type ImportTarget, journalIfThere, meterToImport } from './history-import-meter.ts';
import { importObject } from './history-import-objects.ts';
import { remarkRescued } from './journal-selection.ts';
import { Failure, type Session } from './session.ts';

/**
 * The import with the content of a file or, without a file, the newest import of the meter. If a file does not distinguish drawn from
 * exported energy, both ways of importing it count, and the newest import is taken, unless the user chooses exported.
 * @throws UsageError, and Failure if there is none
 */
export async function importToUndo(
  path: string | undefined,
  target: ImportTarget & { readonly given?: boolean },
  session: Session,
): Promise<{ readonly record: ImportRecord; readonly maxMegabytes: number | undefined }> {
  const words = session.texts.historyImport.command;
  const { slug, imports, maxMegabytes } = importsOfMeter(target, session);
  const digests = path === undefined ? undefined : await digestsOf(path, target.given, session);
  const record = imports.findLast(({ digest }) => digests?.includes(digest) ?? true);
  if (!record) throw new Failure(path === undefined ? words.noImportOf(slug) : words.notImported(path, slug));
  return { record, maxMegabytes };
}

async function digestsOf(path: string, given: boolean | undefined, session: Session): Promise<readonly string[]> {
  const file = await fileAsChosen(path, given, session);
  const files = hidesDirection(file.kind) && !given ? [file, asGiven(file)] : [file];
  return files.map(({ days }) => digestOf(days));
}

function importsOfMeter(
  target: ImportTarget,
  session: Session,
): ImportMeter & { readonly imports: readonly ImportRecord[] } {
  using archive = journalIfThere(target, session);
  const meter = meterToImport(target, archive, session);
  return { ...meter, imports: archive?.imports(meter.slug) ?? [] };
}

/**
 * Prints the imports of the named meter, or of every meter.
 * @throws UsageError, Failure
 */
export function listImports(target: ImportTarget & { readonly json?: boolean }, session: Session): void {
  const { terminal, texts } = session;
  const words = texts.historyImport;
  using archive = journalIfThere(target, session);
  const meters = target.meter === undefined ? (archive?.meters ?? []) : [meterToImport(target, archive, session).slug];
  const imports = meters.flatMap((meter) => archive?.imports(meter) ?? []);
  for (const one of imports) {
    const line = target.json
      ? JSON.stringify(importObject(one))
      : words.command.imports(one.meter, recordWords(one, words));
    terminal.print(line);
  }
  if (imports.length === 0) terminal.remark(words.command.noImports);
  if (archive) remarkRescued(archive, target, session);
}
