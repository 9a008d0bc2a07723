"""One run: settings, what changed, the build, verification of the text, plugins, `serve`."""
