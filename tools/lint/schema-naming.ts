/** A schema is named like the type beside it: a capital, and no suffix that says what `z.` says already. */
interface Expression {
  readonly type: string;
  readonly name?: string;
  readonly callee?: Expression;
  readonly object?: Expression;
}
interface Declarator {
  readonly id: { readonly type: string; readonly name?: string };
  readonly init: Expression | null;
}
interface ExportNode {
  readonly declaration: { readonly declarations?: readonly Declarator[] } | null;
}
interface RuleContext {
  report(finding: { node: Declarator; message: string }): void;
}

const goodName = /^[A-Z]\w*(?<!Schema)$/;

export const schemaNaming = {
  meta: { type: 'problem' },
  create(context: RuleContext) {
    return {
      ExportNamedDeclaration({ declaration }: ExportNode): void {
        for (const node of declaration?.declarations ?? []) {
          if (!isSchema(node.init) || goodName.test(node.id.name ?? '')) continue;
          context.report({
            node,
            message:
              'An exported schema has a capital name without "Schema": `export const Route = z…`.',
          });
        }
      },
    };
  },
};

/** `z.object(…).strict()` and the like: a chain of calls that begins at `z`. */
function isSchema(expression: Expression | null): boolean {
  let at: Expression | undefined = expression ?? undefined;
  if (at?.type !== 'CallExpression') return false;
  while (at?.callee !== undefined || at?.object !== undefined) at = at.callee ?? at.object;
  return at?.name === 'z';
}
