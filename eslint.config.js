// The house style that a machine can hold. What needs the whole tree (arrows between rooms, doc blocks, file names and
// lengths) is held by test/architecture.test.ts.
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const style = [
  { selector: 'ExportDefaultDeclaration', message: 'Name what you export; no default exports.' },
  { selector: 'TSEnumDeclaration', message: 'A union of literals instead of an enum.' },
  { selector: 'TSModuleDeclaration:not([declare=true])', message: 'A module (a file) instead of a namespace.' },
  { selector: 'TSParameterProperty', message: 'Declare the field; no parameter properties.' },
  { selector: 'Decorator', message: 'No decorators.' },
  {
    selector: ':matches(PropertyDefinition, MethodDefinition)[accessibility=/private|protected/]',
    message: 'A #private member.',
  },
];

const environment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only src/main.ts reads the environment; take the value as an argument.',
};

export default defineConfig(
  globalIgnores(['.ci/', 'dist/', 'coverage/', 'src/render/kernels/assembly/', '**/*.generated.ts']),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-restricted-syntax': ['error', ...style, environment],
      'no-console': 'error',
      // The compiler knows every global, in JavaScript too (checkJs).
      'no-undef': 'off',
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      // Seed 0, second 0 and the empty string are values: numbers and strings are never tested by truthiness.
      '@typescript-eslint/strict-boolean-expressions': [
        'error',
        { allowString: false, allowNumber: false, allowNullableBoolean: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    // testing/: jobs by which tests look at a process from inside.
    files: ['src/main.ts', 'src/**/testing/**'],
    rules: { 'no-restricted-syntax': ['error', ...style] },
  },
  {
    // Loops over samples: the index is in range by construction, and a check per sample would cost the frame rate.
    files: ['src/render/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['**/*.test.ts', 'test/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    // Tools load these by their default export.
    files: ['*.config.{js,ts}'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Plain JavaScript that runs before, or without, a build; and programs of their own.
    files: ['bin/**', 'build/**', 'bench/**', 'examples/**'],
    rules: { 'no-console': 'off' },
  },
);
