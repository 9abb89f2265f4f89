# Makes design.json: model matrices and random terms of R and lme4, to compare ours with.
# Rscript test/reference/design.R
suppressPackageStartupMessages({
  library(lme4)
  library(jsonlite)
})
invisible(Sys.setlocale("LC_COLLATE", "C"))

lenient <- lmerControl(
  check.nobs.vs.nlev = "ignore", check.nobs.vs.nRE = "ignore", check.nobs.vs.rankZ = "ignore",
  check.nlev.gtr.1 = "ignore", check.rankX = "ignore", check.scaleX = "ignore"
)

machines <- as.data.frame(nlme::Machines)
machines$Worker <- factor(as.character(machines$Worker), levels = as.character(1:6))
tiny <- expand.grid(a = c("a1", "a2"), b = c("b1", "b2", "b3"), c = c("c1", "c2"), g = 1:3)
tiny$x <- round(sin(seq_len(nrow(tiny))), 3)
tiny$z <- (seq_len(nrow(tiny)) * 7) %% 5
tiny$on <- tiny$z > 2
tiny$y <- round(cos(seq_len(nrow(tiny)) * 1.3), 3)
for (v in c("a", "b", "c")) tiny[[v]] <- as.character(tiny[[v]])
holes <- sleepstudy[1:50, ]
holes$Days[c(3, 17)] <- NA
holes$Reaction[30] <- NA
holes$Subject[41:50] <- NA
datasets <- list(
  sleepstudy = sleepstudy[1:50, ],
  holes = holes,
  cake = cake[cake$replicate %in% 1:4, ],
  pastes = Pastes,
  penicillin = Penicillin[1:36, ],
  machines = machines,
  mtcars = mtcars,
  tiny = tiny
)
datasets <- lapply(datasets, droplevels)

plain <- list(
  sleepstudy = c(
    "Reaction ~ Days + (Days | Subject)", "Reaction ~ Days + (Days || Subject)",
    "Reaction ~ 1 + (1 | Subject)", "Reaction ~ 0 + Days + (0 + Days | Subject)",
    "log(Reaction) ~ I(Days^2) + Days + (1 | Subject) + (0 + Days | Subject)",
    "Reaction ~ sqrt(Days) + I(Days > 4) + (1 + I(Days^2) | Subject)",
    "Reaction ~ Days + I(Days %% 2) + exp(-Days) + (1 | Subject)",
    "Reaction ~ . - Subject + (1 | Subject)", "Reaction ~ . + (1 | Subject)",
    "Reaction ~ log(Days + 1, base = 2) + log10(Days + 1) + offset(Days) + (1 | Subject)"
  ),
  holes = c("Reaction ~ Days + (Days | Subject)", "Reaction ~ Subject + (1 | Days)"),
  cake = c(
    "angle ~ recipe * temperature + (1 | recipe:replicate)",
    "angle ~ recipe + temp + (1 | replicate/recipe)",
    "angle ~ recipe:temp + (temp | replicate)", "angle ~ recipe + recipe:temp + (1 | replicate)",
    "angle ~ temperature + (0 + recipe | replicate)", "angle ~ temp / recipe + (recipe | replicate)"
  ),
  pastes = c(
    "strength ~ 1 + (1 | batch/cask)", "strength ~ 1 + (1 | batch:cask) + (1 | batch)",
    "strength ~ cask + (1 | sample) + (1 | batch)", "strength ~ 1 + (cask | batch)",
    "strength ~ 0 + cask + (1 | batch)"
  ),
  penicillin = c("diameter ~ 1 + (1 | plate) + (1 | sample)", "diameter ~ sample + (1 | plate)"),
  machines = c(
    "score ~ Machine + (1 | Worker/Machine)", "score ~ Machine + (Machine | Worker)",
    "score ~ Machine - 1 + (0 + Machine | Worker) + (1 | Worker)",
    "score ~ (Machine == \"A\") + (1 | Worker)"
  ),
  mtcars = c(
    "mpg ~ wt * hp + (1 | cyl)", "mpg ~ factor(gear) * wt + (wt | cyl)",
    "mpg ~ (wt + hp + qsec)^2 - wt:hp + (1 | cyl:am)", "mpg ~ wt %in% hp + hp + (1 | carb)",
    "mpg ~ relevel(factor(cyl), ref = \"6\") + (1 | gear)", "mpg ~ scale(wt) + scale(hp) + (scale(wt) | cyl)",
    "mpg ~ poly(wt, 2) + (1 | cyl)", "mpg ~ poly(wt, 2) * factor(am) + (poly(wt, 2) | gear)",
    "mpg ~ cut(wt, c(1, 2, 3, 6)) + (1 | cyl)", "mpg ~ splines::ns(hp, 3) + (1 | cyl)",
    "mpg ~ scale(wt, scale = FALSE) + poly(hp, degree = 2, raw = TRUE) + (1 | cyl)"
  ),
  tiny = c(
    "y ~ a:b + a:c + (1 | g)", "y ~ a * b * c + (1 | g)", "y ~ a * b * c - a + (1 | g)", "y ~ x + x:a + (1 | g)",
    "y ~ x:a + (1 | g)", "y ~ 0 + a + b + (1 | g)", "y ~ 0 + x + b + (1 | g)", "y ~ b:a + a + b + (1 | g)",
    "y ~ a / b / c + (1 | g)", "y ~ 0 + a:b + (1 | g)", "y ~ a + a:b:c + (1 | g)", "y ~ on * a + (on | g)",
    "y ~ 0 + on + (0 + on | g)", "y ~ (!on) + (1 | g)", "y ~ x * z * b + (1 | g)", "y ~ a:x:z + b + (1 | g)",
    "y ~ (a + b) / x + (1 | g)", "y ~ 0 + x:z + a:x + (a:x | g)", "y ~ -1 + (a + b + x)^2 - a + (1 | g)",
    "y ~ a:b:c + a:b + (1 | g/a/b)", "y ~ x + (x * a | g)",
    "y ~ x + (0 + x:a | g)", "y ~ x + (0 + x + b | g)"
  )
)

columnOf <- function(v) {
  if (is.factor(v)) return(list(kind = "factor", codes = as.integer(v) - 1L, levels = levels(v), ordered = is.ordered(v)))
  if (is.logical(v)) return(list(kind = "logical", values = as.integer(v)))
  if (is.character(v)) return(columnOf(factor(v)))
  list(kind = "numeric", values = as.numeric(v))
}

reference <- function(name, text) {
  data <- datasets[[name]]
  parsed <- suppressWarnings(lFormula(as.formula(text), data, control = lenient, na.action = na.omit))
  x <- parsed$X
  # Ours spells the spline without its package.
  bars <- findbars(as.formula(text))
  re <- mkReTrms(bars, parsed$fr, reorder.terms = FALSE)
  frames <- lapply(bars, function(bar) model.matrix(eval(substitute(~L, list(L = bar[[2]]))), parsed$fr))
  random <- lapply(seq_along(bars), function(i) {
    f <- re$flist[[attr(re$flist, "assign")[i]]]
    list(
      group = names(re$cnms)[i], names = I(re$cnms[[i]]), levels = I(levels(f)), codes = as.integer(f) - 1L,
      columns = I(lapply(seq_len(ncol(frames[[i]])), function(j) signif(unname(frames[[i]][, j]), 15)))
    )
  })
  list(
    data = name, formula = gsub("splines::", "", text), rows = match(rownames(parsed$fr), rownames(data)) - 1L,
    y = unname(model.response(parsed$fr)), names = I(gsub("splines::", "", colnames(x))), assign = I(attr(x, "assign")),
    columns = I(lapply(seq_len(ncol(x)), function(j) signif(unname(x[, j]), 15))), random = random
  )
}

# Contrasts other than the default, by factor.
contrasted <- function(name, text, contrasts, r) {
  x <- model.matrix(as.formula(text), datasets[[name]], contrasts.arg = r)
  list(
    data = name, formula = text, contrasts = contrasts, names = I(colnames(x)),
    columns = I(lapply(seq_len(ncol(x)), function(j) signif(unname(x[, j]), 15)))
  )
}

cases <- unlist(
  lapply(names(plain), function(name) lapply(plain[[name]], function(text) reference(name, text))),
  recursive = FALSE
)
contrasts <- list(
  contrasted("tiny", "y ~ a * b", list(a = "sum", b = "helmert"), list(a = "contr.sum", b = "contr.helmert")),
  contrasted("tiny", "y ~ b * x", list(b = "poly"), list(b = "contr.poly")),
  contrasted("tiny", "y ~ b", list(b = list(base = "b2")), list(b = contr.treatment(c("b1", "b2", "b3"), base = 2))),
  contrasted("cake", "angle ~ temperature", list(temperature = "treatment"), list(temperature = "contr.treatment"))
)
spellings <- c(
  "y~1e-3*x+I(x/3)+1e5+0.10+x%in%z+f(x,a=\"b c\",-2L)+a%%b - - 3+x^-2+123456789+1e15", "y~x**2+!x+(a&&b|c)+TRUE+'q'",
  "mathach~meanses*cses+sector*cses+(cses|school)", "y~0.1234567890123456+100000+0x10+1e-5+1e-15+123456.7+0.0001",
  "~`a b`:c/d-1", "y~(1|a/b:c)+((0+x||g))", "log(y+1)~poly( x,2,raw=TRUE )", "y~f(\"a'\\\"\\\\\\n\")+-x+.5+a<=b+(c!=d)"
)
deparsed <- lapply(spellings, function(s) list(text = s, r = paste(deparse(as.formula(s), width.cutoff = 500), collapse = " ")))

writeLines(toJSON(
  list(
    versions = list(R = R.version.string, lme4 = as.character(packageVersion("lme4"))),
    datasets = lapply(datasets, function(d) lapply(as.list(d), columnOf)),
    cases = cases, contrasts = contrasts, deparsed = deparsed
  ),
  digits = NA, auto_unbox = TRUE, na = "null"
), "test/reference/design.json")
