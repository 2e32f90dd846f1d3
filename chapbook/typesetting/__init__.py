"""A book in HTML becomes pages: WeasyPrint, driven, and mended where its pages fell short of a typographer’s."""
