// SPDX-License-Identifier: Apache-2.0
const { readFileSync } = require('node:fs');
const { Parser } = require('@asyncapi/parser');

new Parser().parse(readFileSync(process.argv[2], 'utf8')).then(({ document, diagnostics }) => {
  const errors = diagnostics.filter(each => each.severity === 0);
  errors.forEach(each => console.error(each.path.join('.'), each.message));
  console.log(`asyncapi parser: ${errors.length} errors, ${diagnostics.length - errors.length} remarks`);
  process.exit(document && errors.length === 0 ? 0 : 1);
});
