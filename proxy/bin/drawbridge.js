#!/usr/bin/env node
// The program that npm links as `drawbridge`: it loads the bundle.
import "../dist/cli.js";
