/** A log message is a constant, so that it can be counted; what varies goes into the object before it. */
interface LogCall {
  readonly callee: {
    readonly type: string;
    readonly object?: { readonly name?: string; readonly property?: { readonly name?: string } };
    readonly property?: { readonly name?: string };
  };
  readonly arguments: readonly { readonly type: string }[];
}
interface RuleContext {
  report(finding: { node: LogCall; message: string }): void;
}

const levels = new Set(['trace', 'debug', 'info', 'warn', 'error', 'fatal']);

export const constantLogMessage = {
  meta: { type: 'problem' },
  create(context: RuleContext) {
    return {
      CallExpression(node: LogCall): void {
        if (node.callee.type !== 'MemberExpression') return;
        const receiver = node.callee.object?.name ?? node.callee.object?.property?.name;
        if (receiver !== 'log' || !levels.has(node.callee.property?.name ?? '')) return;
        const message = node.arguments.at(-1);
        if (message?.type !== 'Literal') {
          context.report({
            node,
            message: 'A log message is a constant string; put what varies into the object.',
          });
        }
      },
    };
  },
};
