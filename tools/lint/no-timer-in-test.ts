/** A test that sleeps is slow when all is well and fails when the machine is busy: wait for a condition. */
interface Call {
  readonly callee: { readonly type: string; readonly name?: string };
}
interface Import {
  readonly source: { readonly value: unknown };
}
interface RuleContext {
  report(finding: { node: Call | Import; message: string }): void;
}

const message = 'Wait for a condition with a deadline (`expect.poll`, `waitFor`), not for time.';
const timers = new Set(['setTimeout', 'sleep']);
const modules = new Set<unknown>(['node:timers', 'node:timers/promises']);

export const noTimerInTest = {
  meta: { type: 'problem' },
  create(context: RuleContext) {
    return {
      CallExpression(node: Call): void {
        if (node.callee.type === 'Identifier' && timers.has(node.callee.name ?? '')) {
          context.report({ node, message });
        }
      },
      ImportDeclaration(node: Import): void {
        if (modules.has(node.source.value)) context.report({ node, message });
      },
    };
  },
};
