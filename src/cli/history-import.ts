import { hidesDirection } from '../history-files/hidden-direction.ts';
import { deliver } from '../history-import/deliver.ts';
import { type Examination, examine } from '../history-import/examine.ts';
import { newImportOf } from '../history-import/new-import.ts';
import { examinationWords, outcomeWords, recordWords } from '../history-import/words.ts';
import type { ImportOrder, ImportRecord } from '../journal/imports.ts';
import { fileAsChosen } from './history-import-file.ts';
import { importToUndo, listImports } from './history-import-list.ts';
import { type ImportMeter, type ImportTarget, journalIfThere, meterToImport } from './history-import-meter.ts';
import { foundObject, importObject } from './history-import-objects.ts';
import { commandFor, type Deliver, type Done, deliverOrFail } from './history-import-order.ts';
import { Failure, requireSqlite, type Session, UsageError } from './session.ts';

export interface HistoryImportOptions extends ImportTarget {
  /** The energy was exported rather than drawn, for a file that does not state this. */
  readonly given?: boolean;
  readonly dryRun?: boolean;
  readonly undo?: boolean;
  readonly json?: boolean;
}

/**
 * `linky-tic history import`: describes a file of the household's history, and imports it into the journal; or undoes an import; or,
 * without a file, lists the imports.
 * @param delivering `deliver`, except in tests
 * @throws UsageError, and Failure if the file or the journal does not allow it; then nothing was changed
 */
export async function importHistory(
  path: string | undefined,
  options: HistoryImportOptions,
  session: Session,
  delivering: Deliver = deliver,
): Promise<void> {
  requireSqlite(session);
  if (options.given && path === undefined) throw new UsageError(session.texts.historyImport.command.givenOfNothing);
  if (options.undo) return await undoImport(path, options, session, delivering);
  if (path !== undefined) return await importFile(path, options, session, delivering);
  if (options.dryRun) throw new UsageError(session.texts.historyImport.command.dryRunOfNothing);
  listImports(options, session);
}

async function importFile(
  path: string,
  options: HistoryImportOptions,
  session: Session,
  delivering: Deliver,
): Promise<void> {
  const { terminal, texts } = session;
  const words = texts.historyImport;
  const { order, found, same, maxMegabytes } = await examined(path, options, session);
  tellFound(found, options, session);
  const answer = { meter: order.import.meter, found: foundObject(found) };
  if (options.dryRun) {
    terminal.print(options.json ? JSON.stringify(answer) : words.command.wouldImport);
    return;
  }
  const typed = ['import', path, ...(options.given ? ['--given'] : [])];
  const context = { target: options, words: typed, maxMegabytes };
  const done: Done = same ? { kind: 'known', record: same } : await deliverOrFail(order, context, session, delivering);
  if (options.json) {
    terminal.print(JSON.stringify({ ...answer, done: doneObject(done) }));
    return;
  }
  // If there is a `same` import, that was already printed.
  if (!same) terminal.print(outcomeWords(done, words));
  terminal.print(words.command.toUndo(commandFor([...typed, '--undo'], options)));
}

interface Examined {
  readonly order: Extract<ImportOrder, { kind: 'import' }>;
  readonly found: Examination;
  /** The import that already has the same days. */
  readonly same: ImportRecord | undefined;
  readonly maxMegabytes: number | undefined;
}

/**
 * Reads the file and compares it with the journal, which is closed afterwards so that it can be written. While the file is read, the
 * journal is closed, too: as long as it is open, root acts as its owner, who may not be allowed to read the file.
 */
async function examined(path: string, options: HistoryImportOptions, session: Session): Promise<Examined> {
  const { slug: meter, prices, maxMegabytes } = targetOf(options, session);
  const file = await fileAsChosen(path, options.given, session);
  using archive = journalIfThere(options, session);
  const found = examine(file, meter, archive, prices);
  return {
    order: { kind: 'import', import: newImportOf(file, meter) },
    found,
    maxMegabytes,
    same: archive?.imports(meter).find(({ id }) => id === found.knownAs),
  };
}

function targetOf(options: HistoryImportOptions, session: Session): ImportMeter {
  using archive = journalIfThere(options, session);
  return meterToImport(options, archive, session);
}

/** @throws Failure if the file is from another supply point */
function tellFound(found: Examination, { json }: HistoryImportOptions, { terminal, texts }: Session): void {
  const sentences = examinationWords(found, texts);
  const refusal = found.otherPrm === undefined ? undefined : sentences.at(-1);
  if (!json) for (const sentence of refusal ? sentences.slice(0, -1) : sentences) terminal.print(sentence);
  if (refusal !== undefined) throw new Failure(refusal);
  const mayBeGiven = hidesDirection(found.kind) && found.givenWh === undefined && found.knownAs === undefined;
  if (mayBeGiven && !json) terminal.print(texts.historyImport.command.orGiven);
}

async function undoImport(
  path: string | undefined,
  options: HistoryImportOptions,
  session: Session,
  delivering: Deliver,
): Promise<void> {
  const { terminal, texts } = session;
  const { historyImport } = texts;
  const { record, maxMegabytes } = await importToUndo(path, options, session);
  const { meter, id } = record;
  if (options.dryRun) {
    const object = { meter, found: importObject(record) };
    terminal.print(
      options.json ? JSON.stringify(object) : historyImport.command.wouldUndo(recordWords(record, historyImport)),
    );
    return;
  }
  const words = ['import', ...(path === undefined ? [] : [path]), ...(options.given ? ['--given'] : []), '--undo'];

  const done = await deliverOrFail(
    { kind: 'undo', meter, id },
    { target: options, words, maxMegabytes },
    session,
    delivering,
  );
  const object = { meter, done: doneObject(done) };
  terminal.print(options.json ? JSON.stringify(object) : outcomeWords(done, historyImport));
}

function doneObject({ kind, record }: Done): object {
  return { kind, import: importObject(record) };
}
