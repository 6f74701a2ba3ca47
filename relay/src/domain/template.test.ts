import { describe, expect, test } from 'vitest';
import { sampleEvent } from './samples.ts';
import { compileTemplate, type Scope } from './template.ts';
import { toScope, trialScope } from './template-scope.ts';

const event = sampleEvent({ labels: { team: 'Network', 'kubernetes.io/name': 'api' } });
const scope = toScope(event, [event, event], 'prometheus');

function render(source: string, over: Scope = scope) {
  const result = compileTemplate(source, trialScope);
  return result.kind === 'invalid' ? result : result.template.render(over);
}

test.each([
  ['a plain text', 'a plain text'],
  ['{{ title }} ({{ severity }})', 'Disk of db1 is full (critical)'],
  ['{{ labels.team | upcase }}', 'NETWORK'],
  ["{{ labels['kubernetes.io/name'] }}", 'api'],
  ["{{ labels.absent | default: 'none' }}", 'none'],
  ['{% if severity == "critical" %}now{% else %}later{% endif %}', 'now'],
  ['{% for alert in alerts %}{{ alert.fingerprint }};{% endfor %}', 'disk-db1;disk-db1;'],
  ["{{ startedAt | date: '%Y-%m-%d' }}", '1970-01-01'],
  ['{{ source }}', 'prometheus'],
  // What an own property is not, is nothing.
  ['{{ labels.constructor }}{{ labels.__proto__ }}{{ alerts.constructor.name }}', ''],
])('%s becomes %s', (source, text) => {
  expect(render(source)).toEqual({ kind: 'text', text });
});

describe('faults are found when a template is compiled', () => {
  test.each([
    ['{{ title', 'output "{{ title" not closed'],
    ['{% if title %}', 'tag {% if title %} not closed'],
    ['{{ title | shout }}', 'undefined filter: shout'],
    ["{% include 'secrets' %}", 'tag "include" not found'],
    ["{% render '/etc/passwd' %}", 'tag "render" not found'],
    ["{{ 'now' | date: '%s' }}", 'the time of day is not known here'],
    ['{{ alerts | sample }}', 'undefined filter: sample'],
    ['{{ title }}'.repeat(1000), 'parse length limit exceeded'],
  ])('%s', (source, because) => {
    expect(render(source)).toEqual({
      kind: 'invalid',
      because: expect.stringContaining(because),
    });
  });
});

describe('a bomb ends soon', () => {
  test.each([
    '{% for i in (1..10000000) %}a{% endfor %}',
    '{% for i in (1..999) %}{% for j in (1..999) %}{% for k in (1..999) %}x{% endfor %}{% endfor %}{% endfor %}',
    '{% assign s = "aaaaaaaaaa" %}{% for i in (1..30) %}{% assign s = s | append: s %}{% endfor %}{{ s }}',
  ])('%s', (source) => {
    const before = performance.now();

    expect(render(source)).toMatchObject({ kind: 'invalid' });
    expect(performance.now() - before).toBeLessThan(2000);
  });

  test('that only a long text sets off fails without harm', () => {
    const long = toScope(sampleEvent({ title: 'a'.repeat(1_000_000) }), [], 's');
    const source = '{% for i in (1..20) %}{{ title | upcase }}{% endfor %}';

    expect(render(source, long)).toMatchObject({ kind: 'failed' });
  });
});

test('a machine that takes the time away once does not make a template a bomb', () => {
  let reads = 0;
  const busyOnce = {
    get title(): string {
      reads += 1;
      const until = performance.now() + (reads === 1 ? 300 : 0);
      while (performance.now() < until);
      return 'Disk';
    },
  };
  const result = compileTemplate('{{ title }} is full: {{ severity }}', trialScope);

  const rendered = result.kind === 'template' && result.template.render(busyOnce);

  expect([rendered, reads]).toEqual([{ kind: 'text', text: 'Disk is full: ' }, 2]);
});
