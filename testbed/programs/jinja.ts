import { execFileSync } from 'node:child_process';
import { hasPythonModule, PYTHON } from './python.ts';

/** The Debian package that a template needs here and that this machine lacks, to be named in the title; undefined where nothing is missing. */
export const MISSING_JINJA =
  process.env['CI'] === undefined && !hasPythonModule('jinja2') ? 'apt-get install python3-jinja2' : undefined;

/**
 * Renders as Home Assistant does (`Template.async_render_with_possible_json_value` and `TemplateEnvironment` in `helpers/template`, at
 * 2026.2.3), with those of its functions that the templates of this project use. What it would write to its log fails.
 */
const RENDER = `
import datetime, json, sys
from jinja2 import Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

class Logged(Undefined):
    def _fail_with_undefined_error(self, *args, **kwargs):
        raise ValueError(self._undefined_message)
    __str__ = __iter__ = __bool__ = _fail_with_undefined_error

jinja = ImmutableSandboxedEnvironment(undefined=Logged)
jinja.filters['tojson'] = lambda value: json.dumps(value)
asked = json.load(sys.stdin)
jinja.globals['now'] = lambda: datetime.datetime.fromisoformat(asked['now'])
found = [
    [
        jinja.from_string(template).render(
            value=value,
            value_json=json.loads(value),
            state_attr=lambda entity, name: json.loads(value)[name],
        ).strip()
        for template in asked['templates']
    ]
    for value in asked['values']
]
json.dump(found, sys.stdout)
`;

/**
 * What each template makes of each value: its `value_json`, and the attributes of any entity.
 * @param now the time with its offset, as Home Assistant's `now()` gives it
 * @throws where Home Assistant would warn
 */
export function renderedByJinja(
  templates: readonly string[],
  values: readonly object[],
  now = '2035-12-04T10:07:00.500000+01:00',
): readonly (readonly string[])[] {
  const input = JSON.stringify({ now, templates, values: values.map((value) => JSON.stringify(value)) });
  return JSON.parse(execFileSync(PYTHON, ['-c', RENDER], { input, encoding: 'utf8' }));
}
