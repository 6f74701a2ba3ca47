import { defineConfig, type OxlintOverride } from 'oxlint';
import { folders, layers } from './tools/lint/layers.ts';

interface ImportPattern {
  group?: string[];
  regex?: string;
  message: string;
}

function patternsFor(folder: string): ImportPattern[] {
  const allowed = layers[folder]?.mayImport ?? [];
  const refused = folders.filter((other) => other !== folder && !allowed.includes(other));
  const others = {
    group: refused.map((other) => `**/${other}/**`),
    message: `${folder}/ may import only: ${allowed.join(', ') || 'nothing'}.`,
  };
  const patterns = refused.length === 0 ? [] : [others];
  return ['domain', 'connector-kit', 'connectors'].includes(folder)
    ? [...patterns, noIo(folder)]
    : patterns;
}

function noIo(folder: string): ImportPattern {
  return {
    regex:
      '^(node:(fs|http|https|net|dns|timers|process|child_process)|undici$|express$|pg$|pino$)',
    message: `${folder}/ does no I/O: values in, values out.`,
  };
}

// A regex, because in oxlint a negated glob in one pattern also cancels the other patterns.
const betweenConnectors: ImportPattern = {
  regex: String.raw`^\.\./[a-z]`,
  message: 'A connector never imports another: move what they share to connector-kit/.',
};

const noRelay: ImportPattern = {
  regex: '(relay/src|@alert-relay/relay|now-app/src)',
  message:
    'The simulated instance is written against the documentation: it knows neither the relay nor the sources of the app.',
};

function restrictImports(files: string, patterns: ImportPattern[]): OxlintOverride {
  return {
    files: [files],
    excludeFiles: ['**/*.test.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
}

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'promise', 'node', 'oxc', 'vitest', 'jsdoc'],
  jsPlugins: ['./tools/lint/rules.ts'],
  options: { typeAware: true },
  categories: { correctness: 'error' },
  ignorePatterns: ['**/dist/**', '**/target/**', '**/generated/**', '**/node_modules/**'],
  rules: {
    'relay/no-plain-error': 'error',
    'relay/constant-log-message': 'error',
    'relay/no-own-mocks': 'error',
    'relay/reasoned-suppression': 'error',
    'relay/schema-naming': 'error',
    // Circles of types too: who reads one file of such a circle has to read all.
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-default-export': 'error',
    'oxc/no-barrel-file': 'error',
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'no-console': 'error',
    'node/no-process-env': 'error',
    'no-else-return': 'error',
    'no-param-reassign': 'error',
    eqeqeq: 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-unsafe-type-assertion': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/return-await': ['error', 'in-try-catch'],
    'typescript/only-throw-error': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'typescript/strict-boolean-expressions': 'error',
    'typescript/no-unnecessary-condition': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-deprecated': 'error',
  },
  overrides: [
    ...folders.map((folder) => restrictImports(`relay/src/${folder}/**/*.ts`, patternsFor(folder))),
    restrictImports('relay/src/connectors/*/*.ts', [
      ...patternsFor('connectors'),
      betweenConnectors,
    ]),
    restrictImports('test/instance/**/*.ts', [noRelay]),
    {
      files: ['shared-types/src/index.ts', 'relay/src/connectors/all.ts'],
      rules: { 'oxc/no-barrel-file': 'off' },
    },
    {
      files: [
        'relay/src/config/**',
        'relay/src/main.ts',
        '**/*.test.ts',
        'tools/**',
        'test/**',
        'now-app/tools/**',
        'relay/tools/**',
        '*.config.ts',
      ],
      rules: { 'node/no-process-env': 'off' },
    },
    // Programs that people start from a shell speak through the console; RelayError is the relay's own.
    {
      files: ['tools/**', 'test/**', 'now-app/**', 'relay/tools/**', 'docs/examples/**'],
      rules: { 'no-console': 'off', 'relay/no-plain-error': 'off' },
    },
    { files: ['*.config.ts', 'tools/lint/**'], rules: { 'import/no-default-export': 'off' } },
    {
      files: ['**/*.test.ts'],
      rules: { 'relay/no-timer-in-test': 'error' },
    },
    {
      files: ['**/*.test.ts', 'test/**/*.ts'],
      rules: {
        'vitest/no-focused-tests': 'error',
        'vitest/no-disabled-tests': 'error',
        'vitest/valid-title': 'error',
        // vitest's second argument is the message of a failure.
        'vitest/valid-expect': ['error', { maxArgs: 2 }],
      },
    },
    {
      // The SDK reads `${record.$id}` in the source and writes the sys_id in its place; nothing runs.
      files: ['now-app/src/fluent/**/*.ts'],
      rules: {
        'typescript/no-base-to-string': 'off',
        'typescript/restrict-template-expressions': 'off',
      },
    },
    {
      files: ['now-app/src/server/**/*.ts'],
      excludeFiles: ['**/*.test.ts'],
      rules: {
        'no-restricted-globals': [
          'error',
          'Promise',
          'fetch',
          'setTimeout',
          'setInterval',
          'globalThis',
          'URL',
          'Buffer',
          'process',
          'console',
        ],
        'import/extensions': ['error', 'always', { ignorePackages: true }],
      },
    },
  ],
});
