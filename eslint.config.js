import js from '@eslint/js';
import { builtinModules } from 'node:module';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const nodeBuiltins = {
  patterns: [
    { regex: '^node:', message: 'Workflows and rules must be the same on every replay: no Node.' },
    {
      regex: `^(${builtinModules.filter((it) => !it.startsWith('_')).join('|')})$`,
      message: 'Workflows and rules must be the same on every replay: no Node.',
    },
  ],
};

const unsafeSql = {
  selector: 'MemberExpression[property.name=/^\\$(query|execute)RawUnsafe$/]',
  message: 'Values go in by parameters: use $queryRaw with a template, or pg.',
};

export default tseslint.config(
  // The peers' packages are not installed here: they are checked by being run (`npm run test:peers`).
  {
    ignores: [
      ...['node_modules', '.careline', 'dist', 'web/dist', 'coverage', 'prisma/client', 'run'],
      'test/peers',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      // Two programs: what runs on Node, and what runs in a browser or drives one.
      parserOptions: {
        project: ['./tsconfig.json', './web/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // `return refuse(…)` from a function that returns nothing reads well.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // `open<T>(…)`: the caller says what it sealed.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', unsafeSql],
    },
  },
  {
    // The SDK's generated models are classes and enums; its documentation passes plain objects, and so do we.
    files: ['crm/hubspot/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
    },
  },
  {
    files: ['workflows/**/*.ts', 'domain/**/*.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', nodeBuiltins] },
  },
  {
    files: ['web/src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      // An event handler may be asynchronous: what it refuses is shown where it is thrown (lib/mutations).
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false, properties: false } },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: 'Text is text: what customers write is never markup.',
        },
      ],
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'Text is text.' },
        { property: 'outerHTML', message: 'Text is text.' },
      ],
    },
  },
  {
    files: ['web/public/*.js'],
    languageOptions: {
      globals: { window: 'readonly', document: 'readonly', localStorage: 'readonly' },
    },
  },
  {
    // Rules get the time, chance and the world as values.
    files: ['domain/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        'fetch',
        'process',
        'setTimeout',
        'setInterval',
        'crypto',
        'performance',
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take the time as a value.' },
        { object: 'Math', property: 'random', message: 'Take chance as a value.' },
      ],
      'no-restricted-syntax': [
        'error',
        unsafeSql,
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Take the time as a value.',
        },
      ],
    },
  },
  {
    // A test says what it expects of values whose shape it has just made.
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    // What a browser runs as it is.
    files: ['sandbox/page/*.js', 'ops/progress/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          ...['document', 'window', 'location', 'navigator', 'localStorage', 'matchMedia'],
          ...['fetch', 'EventSource', 'URL', 'Blob', 'FileReader', 'Image', 'OffscreenCanvas'],
          ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'structuredClone'],
          ...['requestAnimationFrame', 'createImageBitmap', 'Intl', 'btoa', 'URLSearchParams'],
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  { files: ['**/*.js', '**/*.cjs'], languageOptions: { globals: { module: 'writable' } } },
);
