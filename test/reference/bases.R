# Reference values for test/frame: R's own poly, ns, bs, scale, cut and contrasts.
# Rscript test/reference/bases.R  writes test/reference/bases.json
library(jsonlite)
library(splines)

x <- c(0.3, 1.7, 2.2, 3.1, 3.9, 4.4, 5.8, 6.1, 7.5, 8.2, 9.9, 11.4, 12, 12, 13.6)
new <- c(-2, 0.3, 5, 10, 13.6, 20)
columns <- function(m) lapply(seq_len(ncol(m)), function(j) as.numeric(m[, j]))
basis <- function(name, fit, ...) list(
  name = name, options = list(...),
  fitted = columns(fit), predicted = columns(suppressWarnings(predict(fit, new))))

scaled <- function(...) as.numeric(scale(x, ...))
cutting <- function(name, f) list(name = name, levels = levels(f), codes = as.integer(f))
contrast <- function(m) list(names = colnames(m), rows = lapply(seq_len(nrow(m)), function(i) as.numeric(m[i, ])))

out <- list(
  r = R.version.string, x = x, new = new,
  poly = lapply(c(1, 2, 3, 5, 10), function(d) basis("poly", poly(x, d), degree = d)),
  polyRaw = columns(unclass(poly(x, 3, raw = TRUE))),
  polyShifted = columns(unclass(poly(x + 1e6, 3))),
  ns = list(
    basis("ns", ns(x)),
    basis("ns", ns(x, df = 2), df = 2),
    basis("ns", ns(x, df = 4), df = 4),
    basis("ns", ns(x, df = 4, intercept = TRUE), df = 4, intercept = TRUE),
    basis("ns", ns(x, knots = c(3, 7, 10)), knots = c(3, 7, 10)),
    basis("ns", ns(x, df = 3, Boundary.knots = c(1, 12)), df = 3, boundaryKnots = c(1, 12)),
    basis("ns", ns(x, knots = c(3, 7), Boundary.knots = c(-5, 30)), knots = c(3, 7), boundaryKnots = c(-5, 30))),
  bs = list(
    basis("bs", bs(x)),
    basis("bs", bs(x, df = 5), df = 5),
    basis("bs", bs(x, df = 6, intercept = TRUE), df = 6, intercept = TRUE),
    basis("bs", bs(x, knots = c(3, 7), degree = 2), knots = c(3, 7), degree = 2),
    basis("bs", bs(x, knots = c(3, 7), degree = 1), knots = c(3, 7), degree = 1),
    basis("bs", bs(x, df = 7, degree = 4), df = 7, degree = 4),
    basis("bs", bs(x, knots = c(3, 7), Boundary.knots = c(0, 20)), knots = c(3, 7), boundaryKnots = c(0, 20))),
  scale = list(
    both = scaled(), centerOnly = scaled(scale = FALSE), scaleOnly = scaled(center = FALSE),
    numbers = scaled(center = 3, scale = 2), centerGiven = scaled(center = 3)),
  cut = list(
    cutting("breaks", cut(x, c(0, 3.1, 7.5, 12))),
    cutting("left", cut(x, c(0, 3.1, 7.5, 12), right = FALSE)),
    cutting("lowest", cut(x, c(0.3, 3.1, 13.6), include.lowest = TRUE)),
    cutting("leftLowest", cut(x, c(0.3, 3.1, 13.6), include.lowest = TRUE, right = FALSE)),
    cutting("number", cut(x, 4)),
    cutting("infinite", cut(x, c(-Inf, 5, Inf))),
    cutting("close", cut(x, c(0, 3.10001, 3.10002, 14))),
    cutting("large", cut(x * 1000, c(0, 1234.5, 5000, 123456))),
    cutting("small", cut(x / 1e6, c(0, 2e-6, 1e-4)))),
  cutConstant = cutting("constant", cut(rep(5, 4), 3)),
  contrasts = list(
    treatment = contrast(contr.treatment(c("a", "b", "c", "d"))),
    treatmentBase = contrast(contr.treatment(c("a", "b", "c", "d"), base = 3)),
    SAS = contrast(contr.SAS(c("a", "b", "c", "d"))),
    sum = contrast(contr.sum(4)), helmert = contrast(contr.helmert(4)),
    poly2 = contrast(contr.poly(2)), poly4 = contrast(contr.poly(4)), poly6 = contrast(contr.poly(6)),
    polyScores = contrast(contr.poly(4, scores = c(1, 2, 4, 8)))),
  labels = list(
    values = c(1/3, 0.1 + 0.2, 1e-4, 0.00012, 1e15, 123456.7, -1.5e-10, 1e22, 2/3 * 1e6, 1.5),
    text = as.character(c(1/3, 0.1 + 0.2, 1e-4, 0.00012, 1e15, 123456.7, -1.5e-10, 1e22, 2/3 * 1e6, 1.5))))

write_json(out, "test/reference/bases.json", digits = NA, auto_unbox = FALSE, null = "null")
