import { dirname } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import type {} from './count-file.ts';
import { keepCosts } from './dearest-files.ts';
import { ownMs } from './processor-time.ts';
import { usedByRunMs } from './run-folder.ts';

const DEAREST = 10;

interface Cost {
  readonly name: string;
  readonly usedMs: number;
  readonly tookMs: number;
}

/** Prints, at the end of a run, the processor time of each folder of tests and of the dearest files, and keeps that of each file. */
export class ProcessorReport implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const files = modules.map(costOf).toSorted(byCost);
    keepCosts(Object.fromEntries(files.map(({ name, usedMs }) => [name, Math.round(usedMs / 100) / 10])));
    if (files.length < 2) {
      process.stdout.write(files.map((file) => `Processor time: ${lineOf(file)}\n`).join(''));
      return;
    }
    const folders = [...Map.groupBy(files, ({ name }) => dirname(name))].map(([name, inside]) => ({
      name,
      usedMs: sum(inside.map(({ usedMs }) => usedMs)),
      tookMs: sum(inside.map(({ tookMs }) => tookMs)),
    }));
    const inFilesMs = sum(files.map(({ usedMs }) => usedMs));
    const lines = [
      ...wholeRun(inFilesMs),
      `${seconds(inFilesMs)} s in the files of tests, ${howCounted(modules)} (processor, then from beginning to end):`,
      ...folders.toSorted(byCost).map(lineOf),
      `The ${DEAREST} dearest files:`,
      ...files.slice(0, DEAREST).map(lineOf),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
}

/** What the run as a whole has used, where all its processes are in one cgroup. */
function wholeRun(inFilesMs: number): readonly string[] {
  const usedMs = usedByRunMs();
  if (usedMs === undefined) return ['Processor time:'];
  const vitestMs = ownMs();
  return [
    `Processor time: ${seconds(usedMs)} s`,
    `${seconds(vitestMs)} s in Vitest itself`,
    `${seconds(usedMs - vitestMs - inFilesMs)} s in what all files share: the databases of the run, the installed package`,
  ];
}

function howCounted(modules: readonly TestModule[]): string {
  const isWhole = modules.every((module) => module.meta().processor?.counted !== 'children');
  return isWhole ? 'counted by cgroups' : 'without what was killed together with its parent, as there are no cgroups';
}

function costOf(module: TestModule): Cost {
  const { processor } = module.meta();
  const { duration, collectDuration } = module.diagnostic();
  return { name: module.relativeModuleId, usedMs: processor?.usedMs ?? 0, tookMs: duration + collectDuration };
}

const byCost = (one: Cost, other: Cost) => other.usedMs - one.usedMs;
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const seconds = (ms: number) => (ms / 1000).toFixed(1).padStart(7);
const lineOf = ({ name, usedMs, tookMs }: Cost) => `${seconds(usedMs)} s ${seconds(tookMs)} s  ${name}`;
