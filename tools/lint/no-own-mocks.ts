/** Our own modules are passed in, never mocked: a mock that nobody holds to the real thing proves nothing. */
interface MockCall {
  readonly callee: {
    readonly type: string;
    readonly object?: { readonly name?: string };
    readonly property?: { readonly name?: string };
  };
}
interface RuleContext {
  report(finding: { node: MockCall; message: string }): void;
}

export const noOwnMocks = {
  meta: { type: 'problem' },
  create(context: RuleContext) {
    return {
      CallExpression(node: MockCall): void {
        const { callee } = node;
        if (callee.object?.name === 'vi' && callee.property?.name?.endsWith('ock') === true) {
          context.report({
            node,
            message: 'Pass the dependency in instead of mocking the module.',
          });
        }
      },
    };
  },
};
