/** Whoever switches a rule off says why: `// oxlint-disable-next-line rule -- reason`. */
interface Comment {
  readonly value: string;
}
interface RuleContext {
  readonly sourceCode: { getAllComments(): readonly Comment[] };
  report(finding: { node: Comment; message: string }): void;
}

const suppression = /^\s*(?:oxlint|eslint)-disable/;
const reason = / -- \S/;

export const reasonedSuppression = {
  meta: { type: 'problem' },
  create(context: RuleContext) {
    return {
      Program(): void {
        for (const comment of context.sourceCode.getAllComments()) {
          if (!suppression.test(comment.value) || reason.test(comment.value)) continue;
          context.report({
            node: comment,
            message: 'Say why the rule is switched off: `oxlint-disable-next-line rule -- reason`.',
          });
        }
      },
    };
  },
};
