import { dateOf } from '../base/paris-time.ts';
import { homebridgeStorageAt } from '../doctor/homebridge-storage.ts';
import type { Machine } from '../doctor/machine.ts';
import type { ImportedDay } from '../energy/imported-day.ts';
import { asGiven, hidesDirection } from '../history-files/hidden-direction.ts';
import { type HistoryFile, HistoryFileError } from '../history-files/history-file.ts';
import { type DeliveryOutcome, deliver } from '../history-import/deliver.ts';
import { examine } from '../history-import/examine.ts';
import { newImportOf } from '../history-import/new-import.ts';
import { readInThread } from '../history-import/read-in-thread.ts';
import { canImport, examinationWords, outcomeWords, problemWords, recordWords } from '../history-import/words.ts';
import type { ImportOrder } from '../journal/imports.ts';
import type { ReadOnlyJournal } from '../journal/read-only-journal.ts';
import { type Language, type Texts, textsFor } from '../texts/texts.ts';
import { createTroubleList } from '../trouble/list.ts';
import { createImportFile } from './import-file.ts';
import { readJournal } from './journal-charts.ts';
import type { ImportAnswer, Protocol, UploadedFile } from './protocol.ts';
import { RefusedRequest } from './request.ts';
import { typedPrices } from './typed-prices.ts';

export type ImportAnswers = {
  readonly [P in Extract<keyof Protocol, `/import${string}`>]: (
    asks: Protocol[P]['asks'],
  ) => Promise<Protocol[P]['answers']>;
};

/** The dependencies of the answers to questions about imports. */
export interface ImportParts {
  readonly machine: Machine;
  /** The storage folder of Homebridge. */
  readonly folder: string;
  /** Reads a file; by default in a thread. */
  readonly reading?: typeof readInThread;
  /** `deliver`, except in tests. */
  readonly delivering?: typeof deliver;
}

/** Answers the page's questions about files of a household's history. */
export function importAnswers({
  machine,
  folder,
  reading = readInThread,
  delivering = deliver,
}: ImportParts): ImportAnswers {
  const sent = createImportFile(machine.clock, reading);
  return {
    async '/import/piece'({ language, ...piece }) {
      const bytes = sent.take(piece);
      if (bytes === undefined) throw new RefusedRequest(textsFor(language, 'page').ui.imports.lost);
      return { bytes };
    },
    async '/import/examine'({ meter, prices, language, ...asked }) {
      const texts = textsFor(language, 'page');
      const file = await fileOrWords(asked, texts);
      if ('says' in file) return file;
      const found = await inJournal(language, (archive) => examine(file, meter, archive, typedPrices(prices)));
      const isOfMeter = found.otherPrm === undefined;
      return {
        ...{ ok: isOfMeter, says: examinationWords(found, texts), canImport: canImport(found) },
        hidesDirection: isOfMeter && hidesDirection(file.kind),
      };
    },
    async '/import/do'({ meter, language, ...asked }) {
      const texts = textsFor(language, 'page');
      const file = await fileOrWords(asked, texts);
      if ('says' in file) return file;
      const found = await inJournal(language, (archive) => examine(file, meter, archive));
      // If the file was imported meanwhile, nothing is left to do.
      if (!canImport(found)) return { ok: found.knownAs !== undefined, says: examinationWords(found, texts) };
      const answer = await deliverAndSay({ kind: 'import', import: newImportOf(file, meter) }, texts);
      if (!answer.ok) return answer;
      sent.forget(asked.upload);
      const newest = await inJournal(language, (archive) => newestAdded(file.days, meter, archive));
      return { ...answer, ...(newest !== undefined && { newestDay: dateOf(newest) }) };
    },
    async '/import/forget'({ upload }) {
      sent.forget(upload);
      return {};
    },
    '/import/undo': ({ meter, id, language }) => deliverAndSay({ kind: 'undo', meter, id }, textsFor(language, 'page')),
    async '/imports'({ meter, language }) {
      const texts = textsFor(language, 'page');
      const records = await inJournal(language, (archive) => archive?.imports(meter) ?? []);
      return records.toReversed().map((record) => ({ id: record.id, says: recordWords(record, texts.historyImport) }));
    },
  };

  /** The content of the file, or why it cannot be read. */
  async function fileOrWords(
    { upload, isGiven }: Pick<UploadedFile, 'upload' | 'isGiven'>,
    texts: Texts,
  ): Promise<HistoryFile | ImportAnswer> {
    try {
      const file = await sent.read(upload);
      if (!file) return { ok: false, says: [texts.ui.imports.lost] };
      return isGiven && hidesDirection(file.kind) ? asGiven(file) : file;
    } catch (error) {
      if (error instanceof HistoryFileError)
        return { ok: false, says: [problemWords(error.problem, texts.historyImport)] };
      throw error;
    }
  }

  function inJournal<T>(language: Language, read: (archive?: ReadOnlyJournal) => T): Promise<T> {
    return readJournal(folder, machine, language, read);
  }

  /** Delivers an order, and puts its outcome into words. */
  async function deliverAndSay(order: ImportOrder, texts: Texts): Promise<ImportAnswer> {
    const { config } = await homebridgeStorageAt(folder, machine);
    const limit = config && { maxMegabytes: config.journal.maxMegabytes };
    /** The remarks about a repaired journal, since no plugin is running that would log them. */
    const remarks: string[] = [];
    const remark = (says: string) => void remarks.push(says);
    const log = { debug() {}, info: remark, warn: remark, error: remark };
    const reports = createTroubleList({ log, words: texts.troubles, clock: machine.clock });
    const outcome = await delivering(folder, order, { texts: texts.journal, reports, ...limit });
    return { ok: isDone(outcome), says: [...remarks, outcomeWords(outcome, texts.historyImport)] };
  }
}

/** The newest of these days that the meter itself has not reported. */
function newestAdded(days: readonly ImportedDay[], meter: string, archive?: ReadOnlyJournal): number | undefined {
  const [first, last] = [days[0], days.at(-1)];
  if (!archive || !first || !last) return undefined;
  const own = new Set(archive.days(meter, first.day, last.day).map(({ day }) => day));
  return days.findLast(({ day }) => !own.has(day))?.day;
}

function isDone({ kind }: DeliveryOutcome): boolean {
  return kind === 'imported' || kind === 'known' || kind === 'undone';
}
