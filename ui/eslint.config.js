import svelte from "eslint-plugin-svelte";
import globals from "globals";
import tseslint from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const tauri = {
  group: ["@tauri-apps/*"],
  message: "Only ipc/tauri.ts talks to the desktop.",
};
const upwards = (folders) => ({
  group: folders.map((folder) => `**/${folder}/**`),
  message: "Directions: kit <- features <- views.",
});
const imports = (...patterns) => ({
  "no-restricted-imports": ["error", { patterns: [tauri, ...patterns] }],
});

export default tseslint.config(
  { ignores: ["dist", "dist-mock", "node_modules", "src/ipc/generated", "*.config.js"] },
  ...tseslint.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, extraFileExtensions: [".svelte"] },
    },
    rules: {
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "max-lines-per-function": ["error", { max: 60, skipComments: true }],
      ...imports(),
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: tseslint.parser, svelteConfig } },
    rules: {
      "svelte/no-at-html-tags": "error",
      "svelte/no-navigation-without-resolve": "off",
      "svelte/require-each-key": "error",
      "@typescript-eslint/no-confusing-void-expression": "off",
      // svelte-check knows the types of templates, this parser does not.
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "svelte/no-unused-svelte-ignore": "off",
    },
  },
  {
    files: ["src/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "ExportDefaultDeclaration",
          message: "A name is searched for; export by name.",
        },
      ],
    },
  },
  {
    files: ["src/kit/**"],
    ignores: ["**/*.test.ts"],
    rules: imports(upwards(["features", "views", "state"])),
  },
  {
    files: ["src/features/**"],
    ignores: ["**/*.test.ts"],
    rules: imports(upwards(["views"]), {
      regex: "^\\.\\./(?!\\.\\./)",
      message: "Features do not import features.",
    }),
  },
  { files: ["src/ipc/tauri.ts"], rules: { "no-restricted-imports": "off" } },
  {
    files: ["**/*.test.ts", "src/ipc/mock/**", "src/test/**"],
    rules: { "max-lines-per-function": "off" },
  },
);
