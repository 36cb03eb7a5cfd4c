import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { copyFolderOf } from '../../src/base/plugin-names.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { PAGE_BYTES } from '../../src/journal/schema.ts';
import type { Reading } from '../../src/reading/reading.ts';
import type { Lost } from '../../src/trouble/news.ts';
import { daysOf } from '../../testbed/support/journal-days.ts';
import { newsInWords } from '../../testbed/support/troubles.ts';
import { leavesOf, spoilPage } from './damage.ts';
import { missingMount, smallFolder } from './mount.ts';
import { readingAt } from './reading-at.ts';
import { cannotWrite, createScene, noise, powers, type Scene } from './scene.ts';

const BLOCKS = 150;
const READINGS = 3;
const END = BLOCKS * READINGS;
const EVERY_MS = 10_000;

const noMount = missingMount();

describe('a database with a damaged page', () => {
  test('goes on with the rest, each Reading at its position, and says once what is lost', () => {
    const whole = createScene();
    const beganAtMs = whole.clock.wallMs;
    filled(whole);
    const losses: number[] = [];
    // Page 1 (counted from 0) is the root of the table `block`: without it no block can be found.
    for (let page = 2; page < pagesIn(whole); page += page < 8 ? 1 : 8) {
      const scene = copyOf(whole, page);
      const { journal, positions, kept } = openedAndRepaired(scene);
      expect(journal.read(0, 1e6).map(({ reading }) => reading.apparentPowerVA)).toEqual(positions);
      expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => a - b));
      expect(positions.at(-1)).toBe(journal.end - 1);
      const missing = range(0, END).filter((position) => !kept.includes(position));
      losses.push(missing.length);
      expect(errors(scene).length).toBeLessThanOrEqual(1);
      if (missing.length > 0) expect(errors(scene)).toEqual([expect.stringContaining(lossSaid(missing, beganAtMs))]);
      journal.close();
    }
    expect(losses.filter((lost) => lost > 0 && lost <= 12).length).toBeGreaterThan(15);
    expect(losses.filter((lost) => lost > 12).length).toBeLessThanOrEqual(2);
  }, 240_000);

  test('keeps delivered Readings as well, says what is lost of them, and knows up to which position they were delivered', () => {
    const whole = createScene();
    const beganAtMs = whole.clock.wallMs;
    filled(whole, 300);
    const scene = copyOf(whole, 20);
    const { journal, positions, kept } = openedAndRepaired(scene);
    const missing = range(0, END).filter((position) => !kept.includes(position));
    expect(errors(scene)).toEqual([expect.stringContaining(lossSaid(missing, beganAtMs))]);
    expect(missing.length).toBeLessThanOrEqual(12);
    expect(positions.filter((position) => position >= 300)).toEqual(range(300, END + 1));
    expect(journal.delivered).toBe(300);
  });

  test('that holds neither Readings nor minutes says that nothing is lost, as far as can be told, and keeps the notes', () => {
    const whole = createScene();
    filled(whole);
    const filling = whole.open();
    filling.setNote('contract linky', '{"contract":"HC.."}');
    filling.close();
    const root = whole.query(`SELECT rootpage FROM sqlite_schema WHERE name = 'delivery'`) as { rootpage: number }[];
    const scene = copyOf(whole, (root[0]?.rootpage ?? 0) - 1);
    const { journal, positions } = openedAndRepaired(scene);
    expect(positions).toEqual(range(0, END + 1));
    expect(errors(scene)).toEqual([`error ${mendedText(scene, NOTHING)}`]);
    expect(journal.note('contract linky')).toBe('{"contract":"HC.."}');
    expect(scene.query('SELECT name FROM note')).toEqual([{ name: 'contract linky' }]);
  });

  test('is repaired by the next commit, which gives signs of life meanwhile, and no new Reading is lost', () => {
    const scene = damaged();
    let depth = 0;
    const depths: number[] = [];
    const journal = scene.open({
      markDiskWork(isWorking) {
        depth += isWorking ? 1 : -1;
      },
      alive: () => void depths.push(depth),
    });
    journal.read(0, 1e6);
    for (const power of [7, 7, 7]) scene.take(journal, 'linky', power);
    journal.commit();
    expect(depths.length).toBeGreaterThan(3);
    expect(new Set(depths)).toEqual(new Set([1]));
    expect(depth).toBe(0);
    expect(powers(journal, END)).toEqual([7, 7, 7]);
    expect(journal.begin).toBe(0);
  });

  test('is written to by an orderly stop, and repaired by the next start', () => {
    const scene = damaged();
    const journal = scene.open();
    journal.read(0, 1e6);
    scene.take(journal, 'linky', 7);
    journal.close();
    expect(filesOf(scene)).toEqual(['linky-tic.db']);
    const { positions } = openedAndRepaired(scene);
    expect([positions[0], positions.at(-1)]).toEqual([0, END + 1]);
    expect(positions.length).toBeGreaterThan(END - 12);
    expect(errors(scene)).toHaveLength(1);
  });

  test('at its end is repaired when it is opened', () => {
    const scene = damaged();
    spoilPage(scene.path, leavesOf(scene, 'block').at(-1));
    const journal = scene.open();
    expect(errors(scene)).toEqual([expect.stringContaining('a new one goes on')]);
    scene.take(journal, 'linky', 7);
    journal.close();
    expect(powers(scene.open(), 0, 1e6).at(-1)).toBe(7);
    expect(scene.said).toHaveLength(1);
  });

  test('is repaired from the beginning when a kill has cut the copy short', () => {
    const scene = damaged();
    writeFileSync(`${scene.path}.copy`, readFileSync(scene.path).subarray(0, 9 * PAGE_BYTES));
    writeFileSync(`${scene.path}.copy-wal`, 'half of it');
    const { positions } = openedAndRepaired(scene);
    expect(positions.length).toBeGreaterThan(END - 12);
    expect(filesOf(scene).filter((name) => /copy|new/.test(name))).toEqual([]);
  });

  test('stays in use when a kill came before it was set aside, and nothing of its copy is left', () => {
    const scene = createScene();
    filled(scene);
    for (const name of ['.copy', '.copy-wal', '.copy-shm', '.new']) writeFileSync(scene.path + name, 'a part of it');
    expect(openedAndRepaired(scene).positions).toEqual(range(0, END + 1));
    expect(filesOf(scene)).toEqual(['linky-tic.db']);
    expect(readdirSync(dirname(scene.path)).filter((name) => /copy|new/.test(name))).toEqual([]);
    expect(scene.said).toEqual([]);
  });

  test('that was set aside before a kill is replaced by its whole copy at the next start', () => {
    const scene = createScene();
    filled(scene);
    renameSync(scene.path, `${scene.path}.new`);
    writeFileSync(`${scene.path}-wal`, 'what the damaged one had');
    expect(openedAndRepaired(scene).positions).toEqual(range(0, END + 1));
    expect(filesOf(scene).filter((name) => name.includes('.new'))).toEqual([]);
    expect(scene.said).toEqual([]);
  });

  test('and a row that no journal has written loses that row, too', () => {
    const scene = createScene();
    filled(scene);
    spoilRow(scene, 30);
    spoilPage(scene.path, leavesOf(scene, 'block').at(50));
    const { positions } = openedAndRepaired(scene);
    expect(positions.slice(0, 90)).toEqual(range(0, 93).filter((position) => position < 30 || position >= 33));
    expect(positions.length).toBeGreaterThan(END - 18);
    expect(errors(scene)).toEqual([expect.stringContaining('a new one goes on')]);
  });

  test('makes a day that was lost, with its second copy, again of its minutes, and goes on with the one that was open', () => {
    const { scene, days } = daysOfTwoMeters();
    rmSync(copyFolderOf(scene.path), { recursive: true });
    spoilPage(scene.path, leavesOf(scene, 'day').at(0));
    using reader = openReadOnlyJournal(scene.path);
    expect(daysOf(reader)).toEqual([]);
    const { journal: mended } = openedAndRepaired(scene);
    expect(readDays(scene).map((all) => all.slice(0, 2))).toEqual(days.map((all) => all.slice(0, 2)));
    for (const meter of ['linky', 'barn']) mended.take(meter, readingOf(scene, 40 * 100 + 7));
    mended.commit();
    // Where the registers stood went with the page, so what they counted until the next frame is not known by register.
    const last = { energyWh: 507, energyWhByRegister: { BASE: 400 } };
    expect(readDays(scene)).toMatchObject([
      [{}, {}, last],
      [{}, {}, last],
    ]);
  });

  test('at its end keeps the history of the registers', () => {
    const scene = withLine();
    spoilPage(scene.path, leavesOf(scene, 'block').at(-1));
    // The damage is found before anything is read of the history.
    const journal = scene.open();
    expect(errors(scene)).toEqual([expect.stringContaining('a new one goes on')]);
    expect(journal.registerLines('linky')).toEqual([LINE]);
    expect(scene.query('SELECT period FROM register_period')).toEqual([{ period: 'HC' }]);
  });

  test('in the history of the registers loses that alone, with its second copy, and takes new lines', () => {
    const scene = withLine();
    rmSync(copyFolderOf(scene.path), { recursive: true });
    spoilPage(scene.path, leavesOf(scene, 'register_period')[0]);
    using reader = openReadOnlyJournal(scene.path);
    expect(reader.registerLines('linky')).toEqual([]);
    const { journal, positions } = openedAndRepaired(scene);
    expect(positions).toEqual(range(0, END + 1));
    expect(errors(scene)).toEqual([`error ${mendedText(scene, NOTHING)}`]);
    expect(journal.registerLines('linky')).toEqual([]);
    journal.keepRegisterLine('linky', LINE);
    journal.commit();
    expect(scene.query('SELECT period FROM register_period')).toEqual([{ period: 'HC' }]);
  });

  test('that held what meters told of themselves: no new row gets a number that a minute or a day still refers to', () => {
    const scene = createScene();
    const journal = scene.open();
    const told = (meter: string, address: string) =>
      journal.take(meter, { ...readingOf(scene, 7), frame: { ...readingAt(0).frame, address }, contract: meter });
    told('barn', '111111111111');
    told('linky', '222222222222');
    journal.close();
    spoilPage(scene.path, leavesOf(scene, 'told').at(0));
    const { journal: mended } = openedAndRepaired(scene);
    scene.pass(86_400_000);
    mended.take('linky', { ...readingOf(scene, 8), contract: 'linky' });
    mended.commit();
    expect(mended.latestMinutes('linky', 1)?.[0]?.told).toMatchObject({ contract: 'linky' });
    expect(readDays(scene).map(([first]) => first?.contract)).toEqual([undefined, undefined]);
  });

  test.each([
    ['in a minute', 'UPDATE minute SET first_block = 1152921504606846976'],
    ['in the row of the present day', 'UPDATE day SET open = 1152921504606846976'],
  ])('and an integer %s that no row of ours has goes on without that row', (_, damage) => {
    const scene = createScene();
    const first = scene.open();
    for (const wh of [1, 2, 3]) {
      first.take('linky', readingOf(scene, wh));
      scene.pass(1_000);
    }
    first.close();
    scene.query(damage);
    const journal = scene.open();
    for (const wh of [4, 5]) {
      journal.take('linky', readingOf(scene, wh));
      scene.pass(1_000);
      journal.commit();
    }
    journal.close();
    expect(errors(scene)).toEqual([expect.stringContaining('a new one goes on')]);
    expect(scene.query('SELECT sum(count) AS count FROM block')).toEqual([{ count: 5 }]);
    expect(readDays(scene)[0]?.[0]?.energyWh).toBeGreaterThan(0);
  });

  test('keeps in the present day what minutes on a lost page counted, as the index tells it with the next frame', () => {
    const scene = createScene();
    const journal = scene.open();
    for (let minute = 0; minute < 400; minute += 1) {
      journal.take('linky', readingOf(scene, minute * 3));
      scene.pass(60_000);
      if (minute % 10 === 9) journal.commit();
    }
    journal.close();
    spoilPage(scene.path, leavesOf(scene, 'minute').at(2));
    const { journal: mended } = openedAndRepaired(scene);
    const times = (mended.minutes('linky', 0, 3e12) ?? []).map(({ atMs }) => atMs);
    const after = times.find((atMs, nth) => atMs - (times[nth - 1] ?? atMs) > 60_000) ?? 0;
    const minutes = { fromMs: (times[times.indexOf(after) - 1] ?? 0) + 60_000, toMs: after, inPart: false };
    expect(errors(scene)).toEqual([`error ${mendedText(scene, { minutes })}`]);
    mended.take('linky', readingOf(scene, 400 * 3));
    mended.commit();
    const [days] = readDays(scene);
    expect(days?.[0]?.seenMinutes).toBeLessThan(390);
    expect(days?.[0]).toMatchObject({ energyWh: 400 * 3, energyWhByRegister: { BASE: 400 * 3 } });
  });

  test('and without the row of the present day goes on by register from where the indexes stood at the end of the day before', () => {
    const { scene } = daysOfTwoMeters();
    scene.query('DELETE FROM day WHERE open = 1');
    spoilPage(scene.path, leavesOf(scene, 'block').at(1));
    const { journal } = openedAndRepaired(scene);
    for (const meter of ['linky', 'barn']) journal.take(meter, readingOf(scene, 40 * 100));
    journal.commit();
    for (const days of readDays(scene)) {
      expect(days.map(({ energyWhByRegister }) => energyWhByRegister?.BASE)).toEqual(
        days.map(({ energyWh }) => energyWh),
      );
      expect(days.reduce((sum, { energyWh = 0 }) => sum + energyWh, 0)).toBe(40 * 100);
    }
  });

  /** A journal of two meters that have spoken once an hour for 40 hours, and its days. */
  function daysOfTwoMeters() {
    const scene = createScene();
    const journal = scene.open();
    for (let hour = 0; hour < 40; hour += 1) {
      for (const meter of ['linky', 'barn']) journal.take(meter, readingOf(scene, hour * 100));
      journal.commit();
      scene.pass(3_600_000);
    }
    journal.close();
    return { scene, days: readDays(scene) };
  }

  function readingOf({ clock }: Scene, wh: number): Reading {
    return readingAt(clock.nowMs, {
      importedWh: 1_000 + wh,
      registers: { BASE: 1_000 + wh },
      apparentPowerVA: wh % 900,
    });
  }

  function readDays({ path }: Scene) {
    using reader = openReadOnlyJournal(path);
    return ['linky', 'barn'].map((meter) => daysOf(reader, meter));
  }

  test('and a second damaged page says that a part of the Readings between the two is lost', () => {
    const scene = damaged();
    spoilPage(scene.path, leavesOf(scene, 'block').at(120));
    const { positions } = openedAndRepaired(scene);
    expect(positions.length).toBeGreaterThan(END - 24);
    expect(errors(scene)).toEqual([expect.stringMatching(/Lost: a part of the readings from .* to [^.]*\. Check/)]);
  });

  // With 1.3 times the room that the database takes, the copy is begun, and the disk is full before it is whole.
  test.skipIf(noMount).each([0.5, 1.3])(
    `on a disk with room for %d of a copy keeps the journal in memory, and is repaired when there is more room${noMount ? `, skipped: ${noMount}` : ''}`,
    (room) => {
      const scene = damaged(createScene(smallFolder(SMALL_BYTES / 1_024)));
      const ballast = join(dirname(scene.path), 'ballast');
      writeFileSync(ballast, Buffer.alloc(SMALL_BYTES - (1 + room) * readFileSync(scene.path).length));
      const journal = scene.open();
      journal.read(0, 1e6);
      for (let time = 0; time < 3; time += 1) journal.commit();
      expect(scene.said).toEqual([`error ${cannotWrite(scene.path, 'full')}`]);
      expect(filesOf(scene)).toEqual(['ballast', 'linky-tic.db']);
      rmSync(ballast);
      journal.commit();
      expect(errors(scene)[1]).toContain('a new one goes on');
      expect(journal.read(0, 1e6).length).toBeGreaterThan(END - 12);
    },
  );
});

const SMALL_BYTES = 4_096_000;
const NOTHING = {};

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const pagesIn = ({ path }: Scene) => readFileSync(path).length / PAGE_BYTES;
const filesOf = ({ path }: Scene) =>
  readdirSync(dirname(path))
    .filter((name) => !/-(wal|shm)$|\.lock$/.test(name))
    .toSorted();
/** What the log says of a repair that lost this. */
const mendedText = (scene: Scene, lost: Lost) =>
  newsInWords({ part: 'history', kind: 'mended', path: scene.path, as: asideOf(scene), ...lost });
const errors = ({ said }: Scene) => said.filter((line) => line.startsWith('error '));

function asideOf({ path }: Scene): string {
  const folder = dirname(path);
  return join(folder, readdirSync(folder).find((name) => /\.broken-.*Z$/.test(name)) ?? '');
}

/** The files of journals that `fill` has filled, by how many of their Readings were delivered. */
const filledFiles = new Map<number, Uint8Array>();

/** The same as `fill` in a scene without a journal. */
function filled(scene: Scene, delivered = 0): void {
  const file = filledFiles.get(delivered);
  if (!file) {
    fill(scene, delivered);
    filledFiles.set(delivered, readFileSync(scene.path));
    return;
  }
  writeFileSync(scene.path, file);
  scene.pass(END * EVERY_MS);
}

/** Fills a journal with blocks that each take half a page or more. Each Reading's power is its position. */
function fill(scene: Scene, delivered: number): void {
  const journal = scene.open();
  for (let position = 0; position < END; position += 1) {
    journal.take('linky', readingAt(scene.clock.nowMs, { apparentPowerVA: position, message: noise(position, 600) }));
    scene.pass(EVERY_MS);
    journal.setDelivered(delivered);
    if (position % READINGS === READINGS - 1) journal.commit();
  }
  journal.close();
}

/** A journal with a damaged page in the middle, of which nothing was delivered. */
function damaged(scene = createScene()): Scene {
  const whole = createScene();
  filled(whole);
  return copyOf(whole, 40, scene);
}

const LINE = { address: '041976000456', register: 'EASF01', sinceMs: 1_000, period: 'HC' } as const;

/** A filled journal with a line of the history of registers. */
function withLine(): Scene {
  const scene = createScene();
  filled(scene);
  const journal = scene.open();
  journal.keepRegisterLine('linky', LINE);
  journal.close();
  return scene;
}

/** A copy of a journal, with one page overwritten. */
function copyOf(whole: Scene, page: number, scene = createScene()): Scene {
  copyFileSync(whole.path, scene.path);
  spoilPage(scene.path, page);
  scene.pass(END * EVERY_MS);
  return scene;
}

/** Sets the count of a block to null, which the table that a journal makes would refuse. */
function spoilRow({ query }: Scene, position: number): void {
  query('ALTER TABLE block RENAME TO strict');
  query('CREATE TABLE block (position INTEGER PRIMARY KEY, count, first_ms, last_ms, delivered, body)');
  query('INSERT INTO block SELECT * FROM strict');
  query('DROP TABLE strict');
  query(`UPDATE block SET count = NULL WHERE position = ${position}`);
}

/**
 * Opens a journal, reads all entries and minutes, and commits, so that any damage is found and repaired. Gives the positions that
 * are left, and those after one more Reading.
 */
function openedAndRepaired(scene: Scene): { journal: Journal; kept: readonly number[]; positions: readonly number[] } {
  const journal = scene.open();
  const positions = () => journal.read(0, 1e6).map(({ position }) => position);
  journal.read(0, 1e6);
  journal.minutes('linky', 0, 3e12);
  journal.commit();
  const kept = positions();
  scene.take(journal, 'linky', journal.end);
  journal.commit();
  return { journal, kept, positions: positions() };
}

/** The text about the loss of these successive positions: it has the times of the entries before and after them. */
function lossSaid(missing: readonly number[], beganAtMs: number): string {
  const [first = 0, last = 0] = [missing[0], missing.at(-1)];
  expect(missing).toEqual(range(first, last + 1));
  const timeOf = (position: number) => (position >= 0 && position < END ? beganAtMs + position * EVERY_MS : undefined);
  const readings = { fromMs: timeOf(first - 1), toMs: timeOf(last + 1), inPart: false };
  return (
    /Lost: .*(?=\.)/.exec(
      newsInWords({ part: 'history', kind: 'mended', path: '', as: '', readings }).replace(/\. Check.*/, '.'),
    )?.[0] ?? ''
  );
}
