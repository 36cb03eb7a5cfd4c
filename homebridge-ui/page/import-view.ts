import { withoutPrm } from '../../src/base/masked-numbers.ts';
import { dayOfDate } from '../../src/base/paris-time.ts';
import { MOST_FILE_BYTES } from '../../src/history-files/history-file.ts';
import type { ImportAnswer, ImportChoice, UploadedFile } from '../../src/ui/protocol.ts';
import { failureReason } from './ask.ts';
import { h } from './dom.ts';
import { dropZone, mostText } from './import-drop.ts';
import { importList } from './import-list.ts';
import { sendFile, UnreadableFileError } from './import-sending.ts';
import { importStage, type StageBox, type StageButton } from './import-stage.ts';
import type { MeterView } from './prices-view.ts';
import type { SettingsPage } from './settings-page.ts';

const HELP = 'https://github.com/homebridge-linky-tic/homebridge-linky-tic/blob/main/docs/';

/** A file that was dropped, until it is imported or given up. */
interface Dropped {
  /** As it is shown. */
  readonly name: string;
  /** By which the page's server knows it. */
  readonly upload: string;
  /** Whether the user says that its energy was given, which some files do not tell. */
  readonly isGiven: boolean;
  readonly life: AbortController;
}

/**
 * The history of a meter from before the plugin: a file is dropped, the server says what it has, and after a yes it is imported.
 * What was imported can be undone.
 * @param changed is called when the meter has another history than before
 * @param showDay brings the user to the energy of a day, in days since 1970-01-01
 */
export function importView(
  { words, meters, ask }: SettingsPage,
  changed: () => void,
  showDay: (day: number) => void,
): MeterView {
  const texts = words.texts.imports;
  const stage = importStage(words);
  const list = importList(words, (choice) => void undo(choice));
  const zone = dropZone(words, ([file, ...others]) => {
    if (others.length > 0) refuse(texts.several);
    else if (file) void take(file);
  });
  const help = h('a', { href: `${HELP}${texts.helpPage}`, target: '_blank', rel: 'noopener noreferrer' }, texts.help);
  const element = h(
    'section',
    { class: 'card-flat import' },
    h('h3', {}, texts.title),
    ...[texts.about, texts.where].map((says) => h('p', { class: 'quiet' }, says)),
    h('p', {}, help),
    ...[zone.element, stage.element, list.element],
  );
  zone.takeDropsOn(element);
  let slug = '';
  let dropped: Dropped | undefined;
  return { element, show };

  async function show(next: string): Promise<void> {
    if (slug !== next) giveUp();
    slug = next;
    element.hidden = slug === '';
    const imports = await ask('/imports', { meter: slug }).catch(() => undefined);
    if (slug === next && imports) list.show(imports);
  }

  async function take(file: File): Promise<void> {
    giveUp();
    const name = withoutPrm(file.name);
    if (file.size > MOST_FILE_BYTES) return refuse(texts.tooLarge(name, mostText(words)));
    // `crypto.randomUUID` is not there on a page without https.
    const upload = `${Date.now()}-${Math.random()}`;
    const mine: Dropped = { name, upload, isGiven: false, life: new AbortController() };
    dropped = mine;
    try {
      const isSent = await sendFile(ask, { file, upload }, stage.busy(texts.sending, cancel), mine.life.signal);
      if (isSent) await examine(mine);
    } catch (error) {
      if (dropped !== mine) return;
      const reason = failureReason(error);
      refuse(error instanceof UnreadableFileError ? texts.unreadable(name, reason) : reason, texts.refused(name));
    }
  }

  async function examine(mine: Dropped): Promise<void> {
    stage.busy(texts.reading, cancel);
    const asked = { ...askedOf(mine), ...meters.typedPrices(slug) };
    const { ok, says, canImport, hidesDirection } = await ask('/import/examine', asked);
    if (dropped !== mine) return;
    const start = { text: texts.import, isPrimary: true, press: () => void importFile(mine) };
    stage.show({
      ...{ isWell: ok, title: ok ? texts.found(mine.name) : texts.refused(mine.name), says },
      ...(hidesDirection && { box: boxOf(mine) }),
      buttons: canImport ? [start, { text: texts.cancel, press: cancel }] : [{ text: texts.close, press: cancel }],
    });
  }

  function boxOf(mine: Dropped): StageBox {
    return { text: texts.isGiven, isTicked: mine.isGiven, tick: (isGiven) => void examineAgain({ ...mine, isGiven }) };
  }

  /** Has the same file examined again, with another word of the user's. */
  async function examineAgain(mine: Dropped): Promise<void> {
    dropped = mine;
    await examine(mine).catch((error) => {
      if (dropped === mine) refuse(failureReason(error), texts.refused(mine.name));
    });
  }

  function askedOf({ upload, isGiven }: Dropped): UploadedFile {
    return { upload, meter: slug, isGiven };
  }

  /** Imports the file. While that is done, nothing can stop it. */
  async function importFile(mine: Dropped): Promise<void> {
    stage.busy(texts.importing);
    const answer = await answerOf(ask('/import/do', askedOf(mine)));
    // Another file was dropped meanwhile.
    if (dropped !== mine) return changed();
    const again = { text: texts.import, isPrimary: true, press: () => void importFile(mine) };
    showDone(answer, answer.ok ? seeButtons(answer) : [again]);
  }

  async function undo({ id }: ImportChoice): Promise<void> {
    giveUp();
    stage.busy(texts.undoing);
    showDone(await answerOf(ask('/import/undo', { meter: slug, id })), []);
  }

  function showDone({ ok, says }: ImportAnswer, more: readonly StageButton[]): void {
    const close = { text: texts.close, press: cancel };
    stage.show({ isWell: ok, title: ok ? texts.done : texts.failed, says, buttons: [...more, close] });
    changed();
  }

  function seeButtons({ newestDay }: ImportAnswer): readonly StageButton[] {
    const day = dayOfDate(newestDay ?? '');
    return day === undefined ? [] : [{ text: texts.see, isPrimary: true, press: () => showDay(day) }];
  }

  function refuse(says: string, title: string = texts.failed): void {
    stage.show({ isWell: false, title, says: [says], buttons: [{ text: texts.close, press: cancel }] });
  }

  /** Gives the file up, and goes back to where one is chosen. */
  function cancel(): void {
    giveUp();
    zone.element.focus();
  }

  function giveUp(): void {
    stage.clear();
    dropped?.life.abort();
    if (dropped) void ask('/import/forget', { upload: dropped.upload }).catch(() => {});
    dropped = undefined;
  }
}

/** A failed request as an answer in words. */
function answerOf(asked: Promise<ImportAnswer>): Promise<ImportAnswer> {
  return asked.catch((error) => ({ ok: false, says: [failureReason(error)] }));
}
