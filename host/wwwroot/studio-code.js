// Runs between BlazorMonaco's script, which says where Monaco is, and Monaco's loader: the address that is cached for ever, the reader's language.
(() => {
  const { base, language } = document.currentScript.dataset;
  const messages = { "zh-Hans": "zh-cn", "zh-Hant": "zh-tw" }[language];
  window.require = { paths: { vs: new URL(base + "_content/BlazorMonaco/lib/monaco-editor/min/vs", location.origin).href } };
  if (messages)
    window.require["vs/nls"] = { availableLanguages: { "*": messages } };
})();
