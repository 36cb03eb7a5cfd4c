import type { Block } from './model/config.ts';
import { fromForm } from './model/schema.ts';
import type { Settings } from './settings.ts';

/**
 * Shows Homebridge's own form of every setting below the page, until what is given is called. Not `showSchemaForm()`:
 * that one drops from the settings whatever it does not know, and fills in every default, as soon as it is shown.
 */
export function showForm({ block, schema, edit }: Settings): () => void {
  const form = window.homebridge.createForm(schema, structuredClone(block));
  form.onChange((formed) => edit((before) => fromForm(formed, before, schema.schema) as Block));
  return () => form.end();
}
