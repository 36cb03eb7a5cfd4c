// Preloaded into a process and each of its threads: writes down each file that Node is about to load there.
const { appendFileSync } = require('node:fs');
const { registerHooks } = require('node:module');
const { fileURLToPath } = require('node:url');
const { threadId } = require('node:worker_threads');

const list = process.env.LINKY_TIC_LOADED_FILES;
const seen = new Set();

registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) loads(fileURLToPath(url));
    return next(url, context);
  },
});

function loads(file) {
  if (seen.has(file)) return;
  seen.add(file);
  // At once, so that nothing is missing of a process that is killed. What is appended is never mixed with another thread's line.
  appendFileSync(list, `${JSON.stringify({ thread: threadId, file })}\n`);
}
