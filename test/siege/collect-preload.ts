// Preloaded into each thread of a home (NODE_OPTIONS=--import): collects the garbage of all threads when the test asks for it.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';
import { CHECK_MS, COLLECT, isFlagRaised, takeFlag } from './flag-files.ts';

/** Memory outside the heap is freed some turns of the event loop after its owner was collected. By the clock of the home. */
const FREED_AFTER_MS = 1_000;
const flagFolder = process.env['SIEGE_FLAGS'] ?? '';

setFlagsFromString('--expose-gc');
/** @param options `last-resort`: V8 also gives back what it keeps for later. */
const collect: (options: { readonly flavor: 'last-resort' }) => void = runInNewContext('gc');
const channel = new BroadcastChannel('siege-collect');
channel.unref();

if (isMainThread) {
  let isCollecting = false;
  setInterval(() => {
    if (isCollecting || !isFlagRaised(flagFolder, COLLECT)) return;
    isCollecting = true;
    channel.postMessage('collect');
    collectTwice(() => {
      // The other threads have begun by now, and are done soon after this one.
      setTimeout(() => {
        isCollecting = false;
        takeFlag(COLLECT);
      }, FREED_AFTER_MS);
    });
  }, CHECK_MS).unref();
} else {
  channel.onmessage = () => collectTwice(() => {});
}

function collectTwice(then: () => void): void {
  collect({ flavor: 'last-resort' });
  setTimeout(() => {
    collect({ flavor: 'last-resort' });
    then();
  }, FREED_AFTER_MS);
}
