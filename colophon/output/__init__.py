"""From bytes to the output folder: manifest, trees and their swap, search index, data set."""
